"""Days as numbers, and the days of Europe/London."""
from datetime import date, datetime, timedelta


def last_sunday(y, m):
    d = date(y, m, 31)
    return d - timedelta(days=(d.weekday() + 1) % 7)


def london(moment):
    a = datetime.combine(last_sunday(moment.year, 3), datetime.min.time()) + timedelta(hours=1)
    b = datetime.combine(last_sunday(moment.year, 10), datetime.min.time()) + timedelta(hours=1)
    return (moment + timedelta(hours=1 if a <= moment < b else 0)).date().toordinal()


def iso(d):
    return date.fromordinal(d).isoformat()


def first_of_month(d):
    return date.fromordinal(d).replace(day=1).toordinal()


def month_end(first):
    d = date.fromordinal(first)
    return (date(d.year + d.month // 12, d.month % 12 + 1, 1)).toordinal() - 1


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
