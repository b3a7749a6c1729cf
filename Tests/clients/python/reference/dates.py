"""Days as numbers, the days of Europe/London, and calendar months."""
from datetime import date, datetime, timedelta, timezone

try:
    from zoneinfo import ZoneInfo

    LONDON = ZoneInfo("Europe/London")
except Exception:  # no time-zone database: the rule since 1996
    LONDON = None


def day(text):
    return date.fromisoformat(text).toordinal()


def instant(text):
    return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)


def last_sunday(year, month):  # both March and October have 31 days
    d = date(year, month, 31)
    return d - timedelta(days=(d.weekday() + 1) % 7)


def london_day(moment):
    if LONDON is not None:
        return moment.astimezone(LONDON).date().toordinal()
    naive = moment.replace(tzinfo=None)
    begin = datetime.combine(last_sunday(naive.year, 3), datetime.min.time()) + timedelta(hours=1)
    end = datetime.combine(last_sunday(naive.year, 10), datetime.min.time()) + timedelta(hours=1)
    return (naive + timedelta(hours=1 if begin <= naive < end else 0)).date().toordinal()


def month_last(first):
    d = date.fromordinal(first)
    following = date(d.year + (d.month == 12), d.month % 12 + 1, 1)
    return following.toordinal() - 1


def year12(x):
    """The 12 latest calendar months whose last day is <= x, ascending, as (first, last)."""
    d = date.fromordinal(x)
    y, m = d.year, d.month
    if month_last(date(y, m, 1).toordinal()) > x:
        y, m = (y - 1, 12) if m == 1 else (y, m - 1)
    months = []
    for _ in range(12):
        first = date(y, m, 1).toordinal()
        months.append((first, month_last(first)))
        y, m = (y - 1, 12) if m == 1 else (y, m - 1)
    return months[::-1]
