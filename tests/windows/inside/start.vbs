' As click.vbs, without waiting: as Desk.bas starts it.
Option Explicit
Dim Line, Number
Line = """" & WScript.Arguments(0) & """"
For Number = 1 To WScript.Arguments.Count - 1
    Line = Line & " " & WScript.Arguments(Number)
Next
CreateObject("WScript.Shell").Run Line, 1, False
