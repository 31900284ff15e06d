"""Places as people and programs write them, read into ODK's own text and back."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.forms.lexical import canonical
from app.ui.questions.geo_measure import area_m2, crosses, length_m
from app.ui.questions.geo_paste import MOST, odk_points, odk_text, opened, points_of
from app.ui.questions.geo_text import Point, plain, point_of, stored

HERE = "37.51 105.19 0.0 0.0"


@pytest.mark.parametrize(
    "text",
    [
        "37.51 105.19",
        "37.51,105.19",
        "37.51，105.19",
        "３７．５１，１０５．１９",
        "105.19, 37.51",
        "37°30′36″N 105°11′24″E",
        "37°30'36\" 105°11'24\"",
        "37° 30' 36''N, 105° 11' 24''E",
        "北纬37°30′36″ 东经105°11′24″",
        "东经105度11分24秒，北纬37度30分36秒",
        "N37 30 36 E105 11 24",
        "37 30 36 N 105 11 24 E",
        "N37°30.6' E105°11.4'",
        "纬度：37.51 经度：105.19",
        "lat=37.51, lng=105.19",
        "(37.51, 105.19)",
        " 37.510 105.190 0 0 ",
    ],
)
def test_one_place_in_many_ways(text: str) -> None:
    assert point_of(text).odk() == HERE


@pytest.mark.parametrize(
    ("text", "odk"),
    [
        ("37.51,105.19 1200 5", "37.51 105.19 1200.0 5.0"),
        ("37.51 105.19 1200m ±5m", "37.51 105.19 1200.0 5.0"),
        ("北纬37.51 东经105.19 1200", "37.51 105.19 1200.0 0.0"),
        ("37.5S 105.2W -12.5", "-37.5 -105.2 -12.5 0.0"),
        ("S0°0′1″ W0°0′1″", "-0.00027778 -0.00027778 0.0 0.0"),
        ("-89.999999999 179.9999999999", "-89.999999999 179.9999999999 0.0 0.0"),
    ],
)
def test_height_accuracy_and_signs(text: str, odk: str) -> None:
    assert point_of(text).odk() == odk


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a place"),
        ("37.51", "is not a place"),
        ("长安小区", "is not a place"),
        ("1 2 3 4 5", "is not a place"),
        ("37.5N 105.2N", "is not a place"),
        ("-37.5S 105E", "is not a place"),
        ("37°30″ 105°", "is not a place"),
        ("1e5 3", "is not a place"),
        ("nan inf", "is not a place"),
        ("9" * 500, "is not a place"),
        ("95 100", "95.0"),
        ("37 181", "181.0"),
        ("37 61 0 N 105 0 0 E", "61"),
        ("37.5 105 10 -1", "-1.0"),
    ],
)
def test_what_is_no_place_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(AppError) as refused:
        point_of(text)
    assert said in refused.value.template.format(**refused.value.values)


DEGREES = st.decimals(-90, 90, places=7)
POINTS = st.builds(
    Point,
    DEGREES,
    st.decimals(-180, 180, places=7),
    st.none() | st.decimals(-400, 9000, places=2).filter(bool),
    st.none() | st.decimals(Decimal("0.01"), 500, places=2),
)


def same(one: Point, other: Point) -> bool:
    return all((a or 0) == (b or 0) for a, b in zip(one, other, strict=True))


@given(POINTS)
@settings(max_examples=150, deadline=None)
def test_a_point_goes_through_text_unchanged(point: Point) -> None:
    text = point.odk()
    assert canonical("geopoint", text) == text  # the engine has nothing to mend
    again = stored(text)
    assert again is not None
    assert same(again, point)
    assert same(point_of(text), point)


@given(POINTS, st.booleans())
@settings(max_examples=150, deadline=None)
def test_degrees_minutes_seconds_come_back_to_a_millimetre(point: Point, chinese: bool) -> None:
    def angle(value: Decimal, marks: str) -> str:
        whole = int(abs(value))
        minutes = (abs(value) - whole) * 60
        seconds = (minutes - int(minutes)) * 60
        mark = marks[0 if value >= 0 else 1]
        if chinese:
            long = {"N": "北纬", "S": "南纬", "E": "东经", "W": "西经"}[mark]
            return f"{long}{whole}度{int(minutes)}分{seconds:f}秒"
        return f"{whole}°{int(minutes)}′{seconds:f}″{mark}"

    read = point_of(f"{angle(point.lat, 'NS')} {angle(point.lon, 'EW')}")
    assert abs(read.lat - point.lat) <= Decimal("0.00000001")
    assert abs(read.lon - point.lon) <= Decimal("0.00000001")


@given(st.lists(POINTS, min_size=3, max_size=12))
@settings(max_examples=100, deadline=None)
def test_lines_go_through_every_form_unchanged(points: list[Point]) -> None:
    trace = odk_text(points)
    again = odk_points(trace)
    assert again is not None
    assert odk_text(again) == trace
    assert canonical("geotrace", trace) == trace
    assert canonical("geoshape", odk_text(points, close=True)) == odk_text(points, close=True)
    flat = [Point(point.lat, point.lon, point.alt) for point in points]
    wkt = ", ".join(f"{plain(p.lon)} {plain(p.lat)} {plain(p.alt or Decimal(0))}" for p in flat)
    positions = [[float(p.lon), float(p.lat)] for p in flat]
    geojson = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": positions}}
    gpx = "".join(f'<trkpt lat="{p.lat:f}" lon="{p.lon:f}"/>' for p in flat)
    for text in (
        trace,
        "\n".join(point.odk() for point in points),
        f"LINESTRING Z ({wkt})",
        json.dumps(geojson),
        f'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{gpx}</trkseg></trk></gpx>',
    ):
        read = points_of(text)
        assert [p[:2] for p in read] == [p[:2] for p in points]


def test_a_ring_is_closed_once_and_opened_again() -> None:
    corners = points_of("37.5 105.1\n37.5 105.2\n37.6 105.2")
    closed = odk_text(corners, close=True)
    assert closed.count(";") == 3
    ring = odk_points(closed)
    assert ring is not None
    assert odk_text(ring, close=True) == closed
    assert opened(ring) == corners
    polygon = "SRID=4326;POLYGON((105.1 37.5, 105.2 37.5, 105.2 37.6, 105.1 37.5))"
    assert opened(points_of(polygon)) == corners


def test_gpx_keeps_heights_and_waypoints_are_points() -> None:
    route = '<gpx><rte><rtept lat="37.5" lon="105.1"><ele>1200.5</ele></rtept></rte></gpx>'
    assert points_of(route)[0].odk() == "37.5 105.1 1200.5 0.0"
    assert len(points_of('<gpx><wpt lat="1" lon="2"/><wpt lat="3" lon="4"/></gpx>')) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("37.5 105.1\n\nnowhere", "Line 3"),
        ("37.5 105.1; 91 105", "Line 2"),
        ('{"type": "LineString", "coordinates": [[105, 37], ["a", 1]]}', "GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "GeoJSON"),
        ('{"type": "MultiLineString", "coordinates": [[[1,2]],[[3,4]]]}', "GeoJSON"),
        ('{"type": "LineString", "coordinates": [[105, 37]', "not whole"),
        ('{"type":"Point","coordinates":[1,2],"crs":{"properties":{"name":"EPSG:4490"}}}', "4490"),
        ("SRID=3857;POINT(1 2)", "3857"),
        ("MULTIPOLYGON(((1 2,3 4,5 6,1 2)))", "MULTIPOLYGON"),
        ("POLYGON((1 2,3 4,5 6,1 2),(1 1,2 2,3 3,1 1))", "POLYGON"),
        ("LINESTRING(1 x, 2 3)", "not a place"),
        ("<kml/>", "no GPX"),
        ("<gpx><trk><trkseg/><trkseg/></trk></gpx>", "GPX"),
        ("[" * 100_000, "is not a place"),
        ('{"a":' * 50_000, "not whole"),
        ("37.5 105.1\n" * (MOST + 1), str(MOST)),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><gpx>&a;</gpx>", ""),
    ],
)
def test_what_holds_no_single_line_is_refused(text: str, said: str) -> None:
    with pytest.raises(AppError) as refused:
        points_of(text)
    values = {name: str(value) for name, value in refused.value.values.items()}
    assert said in refused.value.template.format(**values)


def test_lengths_and_areas_are_the_engine_s() -> None:
    side = "0.0 0.0 0.0 0.0; 0.0 0.001 0.0 0.0; 0.001 0.001 0.0 0.0; 0.001 0.0 0.0 0.0"
    ring = f"{side}; 0.0 0.0 0.0 0.0"
    assert length_m(ring) == pytest.approx(4 * 111.32, rel=1e-3)
    assert area_m2(ring) == pytest.approx(111.32**2, rel=1e-3)
    assert not crosses(ring)
    assert crosses("0 0; 1 1; 1 0; 0 1")
