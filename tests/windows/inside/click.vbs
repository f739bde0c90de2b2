' What Desk.bas does with a command line, in the language both share; but it waits for the end and passes its status on.
' The program comes as the first argument, since it may hold blanks; the others never do.
Option Explicit
Dim Line, Number
Line = """" & WScript.Arguments(0) & """"
For Number = 1 To WScript.Arguments.Count - 1
    Line = Line & " " & WScript.Arguments(Number)
Next
WScript.Quit CreateObject("WScript.Shell").Run(Line, 1, True)
