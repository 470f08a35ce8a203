package web

import "time"

// seasonal lists what is harvested or freshly made in a month, as words to search
// for: the seasons of fruit, tea, honey and the sea as growers' calendars give them,
// and the sweets of the great feasts.
func seasonal(m time.Month) []string {
	switch m {
	case time.January:
		return []string{"bưởi", "cam", "mật ong", "bánh chưng", "giò", "mứt", "hoa"}
	case time.February:
		return []string{"trà xuân", "bưởi", "mật ong", "nước mắm", "gạo nếp", "lạp xưởng"}
	case time.March:
		return []string{"chè", "mật ong", "dâu tây", "măng", "cà phê", "rong nho"}
	case time.April:
		return []string{"chè", "mật ong hoa nhãn", "muối", "xoài", "dưa hấu", "mực"}
	case time.May:
		return []string{"vải", "xoài", "dứa", "muối", "mực một nắng", "chè"}
	case time.June:
		return []string{"vải thiều", "sầu riêng", "xoài", "nhãn", "hạt sen", "mực"}
	case time.July:
		return []string{"nhãn", "hạt sen", "sầu riêng", "thanh long", "chè", "cá khô"}
	case time.August:
		return []string{"nhãn lồng", "na", "bưởi", "hạt sen", "bơ", "mắc ca"}
	case time.September:
		return []string{"hồng", "cốm", "na", "bưởi", "hạt dẻ", "bánh pía"}
	case time.October:
		return []string{"gạo", "hồng", "cốm", "hạt dẻ", "chè", "mật ong bạc hà"}
	case time.November:
		return []string{"cam", "hồng treo gió", "chè", "mật ong bạc hà", "miến dong", "gạo"}
	}
	return []string{"cam", "bưởi", "cà phê", "miến dong", "mật ong bạc hà", "lạp xưởng"}
}
