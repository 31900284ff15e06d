"""The manifest of an encrypted ODK submission: which files it has, and its wrapped key."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from app.errors import AppError
from app.forms.source import OPENROSA
from app.forms.tree import Node
from app.i18n import N_

NAMESPACE = "http://opendatakit.org/submissions"
ENDING = ".enc"
XML_NAME = "submission.xml"


@dataclass(frozen=True)
class Manifest:
    """What ``submission.xml`` of an encrypted submission says.

    Attributes:
        form_id: Id of the form.
        version: Its version, may be empty.
        instance_id: Id of the submission.
        key: The AES key, encrypted with the public key of the form, in base64.
        xml_file: Name of the encrypted submission.
        media: Names of the encrypted media, in the order of encryption.
        signature: Encrypted digest over everything, in base64; may be empty.
    """

    form_id: str
    version: str
    instance_id: str
    key: str
    xml_file: str
    media: tuple[str, ...]
    signature: str

    def to_xml(self) -> str:
        """Write the manifest."""
        version = f" version={quoteattr(self.version)}" if self.version else ""
        media = "".join(f"<media><file>{escape(name)}</file></media>" for name in self.media)
        return (
            f'<data xmlns="{NAMESPACE}" id={quoteattr(self.form_id)}{version} encrypted="yes">'
            f"<base64EncryptedKey>{self.key}</base64EncryptedKey>"
            f'<orx:meta xmlns:orx="{OPENROSA}">'
            f"<orx:instanceID>{escape(self.instance_id)}</orx:instanceID></orx:meta>"
            f"{media}<encryptedXmlFile>{escape(self.xml_file)}</encryptedXmlFile>"
            f"<base64EncryptedElementSignature>{self.signature}"
            "</base64EncryptedElementSignature></data>"
        )


def is_manifest(root: Node) -> bool:
    """Tell whether a submission is the manifest of an encrypted one."""
    return root.attribute("encrypted") == "yes"


def read_manifest(root: Node) -> Manifest:
    """Read the manifest, of Collect, Enketo, Briefcase or Central.

    Raises:
        AppError: It lacks what decryption needs.
    """
    meta = root.child("meta")
    ident = meta.child("instanceID") if meta is not None else None
    instance_id = ident.string().strip() if ident is not None else ""
    instance_id = instance_id or root.attribute("instanceID") or ""
    media = tuple(
        file.string().strip()
        for group in root.named("media")
        for file in group.named("file")
        if file.string().strip()
    )
    found = Manifest(
        root.attribute("id") or "",
        root.attribute("version") or root.attribute("version", OPENROSA) or "",
        instance_id,
        _text(root, "base64EncryptedKey"),
        _text(root, "encryptedXmlFile"),
        media,
        _text(root, "base64EncryptedElementSignature"),
    )
    if not (found.key and found.xml_file and found.instance_id):
        raise AppError(N_("The manifest of the submission is damaged."))
    return found


def _text(root: Node, name: str) -> str:
    node = root.child(name)
    return (
        "".join(node.string().split())
        if node is not None and name.startswith("base64")
        else (node.string().strip() if node is not None else "")
    )
