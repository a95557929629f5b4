"""Accept all and Reject all by LibreOffice: a macro in a profile of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LIBRARY = (
    f'{_HEAD}<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"'
    ' library:readonly="false" library:passwordprotected="false">{}</library:library>'
)
_MACRO = """
Sub All(source As String, target As String, command As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  frame = document.CurrentController.Frame
  dispatcher.executeDispatch(frame, ".uno:" + command + "AllTrackedChanges", "", 0, Array())
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName" : kind(0).Value = "MS Word 2007 XML"
  document.storeToURL(ConvertToURL(target), kind())
  document.close(True)
End Sub
"""


def settle(soffice: str, folder: Path, files: list[Path]) -> None:
    """Each file beside itself as NAME-Accept.docx and NAME-Reject.docx."""
    program = [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    # The first start makes the profile and would write over the macro.
    _run([*program, "--terminate_after_init"])
    _install(folder / "profile" / "user" / "basic" / "Standard")
    orders = [
        f'macro:///Standard.Settle.All("{file}","{file.with_suffix("")}-{how}.docx","{how}")'
        for file in files
        for how in ("Accept", "Reject")
    ]
    _run([*program, "--norestore", *orders])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=240)


def _install(library: Path) -> None:
    library.mkdir(parents=True, exist_ok=True)
    module = (
        f'{_HEAD}<script:module xmlns:script="http://openoffice.org/2000/script"'
        f' script:name="Settle" script:language="StarBasic"><![CDATA[{_MACRO}]]></script:module>'
    )
    (library / "Settle.xba").write_text(module)
    (library / "script.xlb").write_text(_LIBRARY.format('<library:element library:name="Settle"/>'))
    (library / "dialog.xlb").write_text(_LIBRARY.format(""))
