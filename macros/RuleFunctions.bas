Attribute VB_Name = "RuleFunctions"
Option Explicit
Option Private Module

' Of the functions rules may call those that worksheet functions need, under the names they have there. Those that look
' at a cell get its content as it is; the others get a value and are unknown where it is.

Private Const DIGITS As String = "0123456789"
Private Const CHECK_CHARACTERS As String = "10X98765432"
' The days that count as dates: 1900-03-01 to 2100-12-31.
Private Const FIRST_DAY As Double = 61
Private Const LAST_DAY As Double = 73415

' ---- About cells

Public Function Rule_blank(ByVal Cell As Variant) As Variant
    Rule_blank = IsBlank(Cell)
End Function

Public Function Rule_filled(ByVal Cell As Variant) As Variant
    Rule_filled = Not IsBlank(Cell)
End Function

' ---- About values

Public Function Rule_if_else(ByVal Condition As Variant, ByVal Yes As Variant, ByVal No As Variant) As Variant
    Rule_if_else = Empty
    If IsEmpty(Condition) Then Exit Function
    If Condition Then
        Rule_if_else = Yes
    Else
        Rule_if_else = No
    End If
End Function

' Without what adding binary numbers leaves behind the sixth decimal.
Public Function Rule_round6(ByVal Number As Variant) As Variant
    Rule_round6 = Number
    If Not IsEmpty(Number) Then
        If Abs(Number) < 1000000000# Then Rule_round6 = Sgn(Number) * Int(Abs(Number) * 1000000# + 0.5) / 1000000#
    End If
End Function

Public Function Rule_length(ByVal Text As Variant) As Variant
    Rule_length = Empty
    If Not IsEmpty(Text) Then Rule_length = CDbl(Len(Text))
End Function

Public Function Rule_prefix(ByVal Text As Variant, ByVal Count As Variant) As Variant
    Rule_prefix = Empty
    If Not IsEmpty(Text) Then Rule_prefix = Left$(Text, CLng(Count))
End Function

' Some characters from a place on; unknown where the text is shorter.
Public Function Rule_middle(ByVal Text As Variant, ByVal Start As Variant, ByVal Count As Variant) As Variant
    Rule_middle = Empty
    If IsEmpty(Text) Then Exit Function
    If Len(Text) >= CLng(Start) Then Rule_middle = Mid$(Text, CLng(Start), CLng(Count))
End Function

' ---- Dates

Public Function Rule_year_of(ByVal Serial As Variant) As Variant
    Rule_year_of = Empty
    If IsDay(Serial) Then Rule_year_of = CDbl(Year(CDate(Int(Serial))))
End Function

' Full years on a day, from a birth date yyyymmdd: the birthday itself completes the year.
Public Function Rule_age_on(ByVal Birth As Variant, ByVal Serial As Variant) As Variant
    Rule_age_on = Empty
    If IsEmpty(Birth) Then Exit Function
    If IsDay(Serial) Then Rule_age_on = CDbl(Int((DigitsOf(CDate(Int(Serial))) - Birth) / 10000#))
End Function

Private Function IsDay(ByVal Serial As Variant) As Boolean
    IsDay = False
    If IsEmpty(Serial) Then Exit Function
    IsDay = (Serial >= FIRST_DAY And Serial < LAST_DAY + 1)
End Function

Private Function DigitsOf(ByVal Today As Date) As Double
    DigitsOf = Year(Today) * 10000# + Month(Today) * 100# + Day(Today)
End Function

' ---- Identity numbers (GB 11643-1999)

Public Function Rule_id_digits_ok(ByVal Text As Variant) As Variant
    Rule_id_digits_ok = Empty
    If Not IsEmpty(Text) Then Rule_id_digits_ok = HasDigits(Text)
End Function

Public Function Rule_id_check_ok(ByVal Text As Variant) As Variant
    Dim Place As Long, Total As Long, Weight As Long
    Rule_id_check_ok = Empty
    If IsEmpty(Text) Then Exit Function
    Rule_id_check_ok = False
    If Not HasDigits(Text) Then Exit Function
    Weight = 1
    For Place = 17 To 1 Step -1
        Weight = Weight * 2 Mod 11
        Total = Total + Weight * CLng(Mid$(Text, Place, 1))
    Next
    Rule_id_check_ok = (Mid$(CHECK_CHARACTERS, Total Mod 11 + 1, 1) = UCase$(Mid$(Text, 18, 1)))
End Function

Public Function Rule_id_date_ok(ByVal Text As Variant, ByVal Reference As Variant) As Variant
    Rule_id_date_ok = Empty
    If Not (IsEmpty(Text) Or IsEmpty(Reference)) Then Rule_id_date_ok = Not IsEmpty(Rule_birth_of(Text, Reference))
End Function

' The date of birth yyyymmdd, where it is a day of the calendar from 1900 to the year of the reference date.
Public Function Rule_birth_of(ByVal Text As Variant, ByVal Reference As Variant) As Variant
    Dim Born As Long, Longest As Long, LastYear As Variant
    Rule_birth_of = Empty
    LastYear = Rule_year_of(Reference)
    If IsEmpty(Text) Or IsEmpty(LastYear) Then Exit Function
    If Len(Text) < 18 Then Exit Function
    If Not AreDigits(Mid$(Text, 7, 8)) Then Exit Function
    Born = CLng(Mid$(Text, 7, 8))
    If Born \ 10000 < 1900 Or Born \ 10000 > LastYear Then Exit Function
    Longest = LongestDay(Born \ 10000, Born \ 100 Mod 100)
    If Born Mod 100 >= 1 And Born Mod 100 <= Longest Then Rule_birth_of = CDbl(Born)
End Function

Public Function Rule_sex_of(ByVal Text As Variant, ByVal Male As Variant, ByVal Female As Variant) As Variant
    Rule_sex_of = Empty
    If IsEmpty(Text) Then Exit Function
    If Len(Text) < 18 Or Not AreDigits(Mid$(Text, 17, 1)) Then Exit Function
    If CLng(Mid$(Text, 17, 1)) Mod 2 = 1 Then
        Rule_sex_of = Male
    Else
        Rule_sex_of = Female
    End If
End Function

' The last day of a month, 0 for a month that does not exist.
Private Function LongestDay(ByVal InYear As Long, ByVal InMonth As Long) As Long
    LongestDay = 0
    Select Case InMonth
        Case 2
            LongestDay = 28
            If InYear Mod 4 = 0 And (InYear Mod 100 <> 0 Or InYear Mod 400 = 0) Then LongestDay = 29
        Case 4, 6, 9, 11
            LongestDay = 30
        Case 1 To 12
            LongestDay = 31
    End Select
End Function

' 17 digits, then a digit, X or x.
Private Function HasDigits(ByVal Text As String) As Boolean
    HasDigits = False
    If Len(Text) < 18 Then Exit Function
    If AreDigits(Left$(Text, 17)) Then HasDigits = (InStr(1, DIGITS & "Xx", Mid$(Text, 18, 1), 0) > 0)
End Function

' Nothing but 0-9: full-width digits do not count.
Private Function AreDigits(ByVal Text As String) As Boolean
    AreDigits = Not (Text Like "*[!0-9]*")
End Function
