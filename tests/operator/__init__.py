"""Tests of the pages for those who run the square."""  # noqa: A005 - it mirrors qiao.operator
