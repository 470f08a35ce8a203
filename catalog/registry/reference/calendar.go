package reference

import "time"

const dateLayout = "2006-01-02"

// dayOf counts the days from 1970 to the calendar day of t.
func dayOf(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86_400)
}

func dayTime(day int) time.Time { return time.Unix(int64(day)*86_400, 0).UTC() }

func dateOf(day int) string { return dayTime(day).Format(dateLayout) }

// months moves a day by whole months, as the law counts them.
func months(day, n int) int { return dayOf(dayTime(day).AddDate(0, n, 0)) }

func ymd(y int, m time.Month, d int) int { return dayOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) }

// Days on which the rules changed.
var (
	programmeStart  = ymd(2019, time.June, 1)
	newCriteria     = ymd(2023, time.February, 24) // 148/QĐ-TTg
	newMinistry     = ymd(2025, time.March, 1)     // agriculture and environment in one ministry
	twoLevels       = ymd(2025, time.July, 1)      // 1489/QĐ-TTg: no districts any more
	certificateLife = 36                           // months
)
