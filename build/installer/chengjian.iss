; Inno Setup 6 script for Windows 10 and 11, 64 bit.
; NOT TESTED YET: no Windows machine was at hand when this was written. Try it before handing it
; out: install, start, upgrade over an older version, uninstall; workspaces must stay.
;
; Build `out\dist\chengjian` on Windows by `python dev.py build`, then:
;   iscc /DVersion=0.1.0 build\installer\chengjian.iss
; The version is that in app/__init__.py. Result: out\dist\chengjian-<version>-setup.exe.
;
; Per user, so that no administrator is needed. Workspaces lie in the user's folders, never below
; the program's folder: an upgrade or removal does not see them.

#ifndef Version
  #error Say the version: iscc /DVersion=0.1.0
#endif

[Setup]
AppId={{6B1E0D9B-8C55-4C8A-9C0E-3B6D5A0F7C11}
AppName=城检
AppVersion={#Version}
AppPublisher=Chengjian
DefaultDirName={localappdata}\Programs\Chengjian
DefaultGroupName=城检
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputDir=..\..\out\dist
OutputBaseFilename=chengjian-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
LicenseFile=..\..\LICENSE
UninstallDisplayIcon={app}\chengjian-window.exe
CloseApplications=yes
WizardStyle=modern

[Languages]
; Inno Setup brings no Simplified Chinese; put ChineseSimplified.isl beside this script and add
;   Name: "zh"; MessagesFile: "ChineseSimplified.isl"
Name: "en"; MessagesFile: "compiler:Default.isl"

[InstallDelete]
; Libraries of an older version must not lie beside the new ones.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\out\dist\chengjian\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs

[Icons]
Name: "{group}\城检"; Filename: "{app}\chengjian-window.exe"
Name: "{userdesktop}\城检"; Filename: "{app}\chengjian-window.exe"; Tasks: desktopicon

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"

[Run]
Filename: "{app}\chengjian-window.exe"; Description: "{cm:LaunchProgram,城检}"; Flags: nowait postinstall skipifsilent
