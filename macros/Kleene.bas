Attribute VB_Name = "Kleene"
Option Explicit
Option Private Module

' Values that may be unknown, and what rules do with them.
'
' Unknown is Empty, as in an empty cell; a number is a Double, a text a String, a flag a Boolean. Nothing here fails:
' whatever is done with an unknown value is unknown, unless the other values decide without it.
'
' Functions set their result first: LibreOffice would give the result of the last call where a call sets none.

' Numbers nearer to each other than this are the same: their difference rounds to 0 at 6 decimals.
Private Const NEAR As Double = 0.0000005

' ---- What a cell holds

Public Function IsBlank(ByVal Cell As Variant) As Boolean
    IsBlank = False
    If IsEmpty(Cell) Then
        IsBlank = True
    ElseIf VarType(Cell) = vbString Then
        IsBlank = (Len(Cell) = 0)
    End If
End Function

Public Function AsNumber(ByVal Cell As Variant) As Variant
    AsNumber = Empty
    Select Case VarType(Cell)
        Case vbDouble
            AsNumber = Cell
        Case vbInteger, vbLong, vbSingle, vbCurrency, vbDate, vbDecimal, vbByte
            AsNumber = CDbl(Cell)
    End Select
End Function

Public Function AsText(ByVal Cell As Variant) As Variant
    AsText = Empty
    If VarType(Cell) = vbString Then
        If Len(Cell) > 0 Then AsText = Cell
    End If
End Function

Public Function AsFlag(ByVal Cell As Variant) As Variant
    AsFlag = Empty
    If VarType(Cell) = vbBoolean Then AsFlag = Cell
End Function

' ---- And, or, not

Public Function Both(ByVal A As Variant, ByVal B As Variant) As Variant
    Both = Empty
    If IsEmpty(A) Then
        If Not IsEmpty(B) Then
            If Not B Then Both = False
        End If
    ElseIf A Then
        Both = B
    Else
        Both = False
    End If
End Function

Public Function Either(ByVal A As Variant, ByVal B As Variant) As Variant
    Either = Empty
    If IsEmpty(A) Then
        If Not IsEmpty(B) Then
            If B Then Either = True
        End If
    ElseIf A Then
        Either = True
    Else
        Either = B
    End If
End Function

Public Function Opposite(ByVal A As Variant) As Variant
    Opposite = Empty
    If Not IsEmpty(A) Then Opposite = Not A
End Function

' ---- Arithmetic

Public Function Plus(ByVal A As Variant, ByVal B As Variant) As Variant
    Plus = Empty
    If Not (IsEmpty(A) Or IsEmpty(B)) Then Plus = A + B
End Function

Public Function Minus(ByVal A As Variant, ByVal B As Variant) As Variant
    Minus = Empty
    If Not (IsEmpty(A) Or IsEmpty(B)) Then Minus = A - B
End Function

Public Function Times(ByVal A As Variant, ByVal B As Variant) As Variant
    Times = Empty
    If Not (IsEmpty(A) Or IsEmpty(B)) Then Times = A * B
End Function

Public Function Over(ByVal A As Variant, ByVal B As Variant) As Variant
    Over = Empty
    If IsEmpty(A) Or IsEmpty(B) Then Exit Function
    If Abs(B) >= NEAR Then Over = A / B
End Function

Public Function Negative(ByVal A As Variant) As Variant
    Negative = Empty
    If Not IsEmpty(A) Then Negative = -A
End Function

' ---- Comparing numbers

Public Function Less(ByVal A As Variant, ByVal B As Variant) As Variant
    Less = Empty
    If Not (IsEmpty(A) Or IsEmpty(B)) Then Less = (A - B <= -NEAR)
End Function

Public Function AtMost(ByVal A As Variant, ByVal B As Variant) As Variant
    AtMost = Empty
    If Not (IsEmpty(A) Or IsEmpty(B)) Then AtMost = (A - B < NEAR)
End Function

Public Function More(ByVal A As Variant, ByVal B As Variant) As Variant
    More = Empty
    If Not (IsEmpty(A) Or IsEmpty(B)) Then More = (A - B >= NEAR)
End Function

Public Function AtLeast(ByVal A As Variant, ByVal B As Variant) As Variant
    AtLeast = Empty
    If Not (IsEmpty(A) Or IsEmpty(B)) Then AtLeast = (A - B > -NEAR)
End Function

Public Function SameNumber(ByVal A As Variant, ByVal B As Variant) As Variant
    SameNumber = Empty
    If Not (IsEmpty(A) Or IsEmpty(B)) Then SameNumber = (Abs(A - B) < NEAR)
End Function

Public Function OtherNumber(ByVal A As Variant, ByVal B As Variant) As Variant
    OtherNumber = Empty
    If Not (IsEmpty(A) Or IsEmpty(B)) Then OtherNumber = (Abs(A - B) >= NEAR)
End Function

Public Function AmongNumbers(ByVal A As Variant, ByVal Values As Variant) As Variant
    Dim Value As Variant
    AmongNumbers = Empty
    If IsEmpty(A) Then Exit Function
    AmongNumbers = False
    For Each Value In Values
        If Abs(A - Value) < NEAR Then AmongNumbers = True
    Next
End Function

' ---- Comparing texts: letter case does not count, as in a spreadsheet; width does

Public Function SameText(ByVal A As Variant, ByVal B As Variant) As Variant
    SameText = Empty
    If IsEmpty(A) Or IsEmpty(B) Then Exit Function
    If A = B Then
        SameText = True
    Else
        SameText = (UCase$(A) = UCase$(B))
    End If
End Function

Public Function OtherText(ByVal A As Variant, ByVal B As Variant) As Variant
    OtherText = Opposite(SameText(A, B))
End Function

Public Function AmongTexts(ByVal A As Variant, ByVal Values As Variant) As Variant
    Dim Value As Variant
    AmongTexts = Empty
    If IsEmpty(A) Then Exit Function
    AmongTexts = False
    For Each Value In Values
        If SameText(A, Value) Then
            AmongTexts = True
            Exit Function
        End If
    Next
End Function
