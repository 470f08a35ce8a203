package officer

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/programme/targets"
	"github.com/ocopmarket/ocop/web/chart"
	"github.com/ocopmarket/ocop/web/desk"
)

func targetName(ask *desk.Ask, k targets.Key) string {
	names := map[targets.Key][2]string{
		targets.Certified: {"Sản phẩm công nhận mới, công nhận lại", "Products certified, new and again"},
		targets.Traced:    {"Sản phẩm có mã truy xuất", "Products with a trace code"},
		targets.Retail:    {"Chủ thể vào siêu thị, chuỗi bán lẻ", "Producers in supermarkets and retail chains"},
		targets.Outlets:   {"Siêu thị, trung tâm thương mại có hàng OCOP", "Supermarkets and malls that carry OCOP goods"},
		targets.Showrooms: {"Điểm giới thiệu mở mới", "New showrooms"},
		targets.Events:    {"Sự kiện xúc tiến", "Promotion events"},
		targets.Inspected: {"Chủ thể đã kiểm tra", "Producers inspected"},
		targets.Rewards:   {"Tiền thưởng đã chi, triệu đồng", "Rewards paid, million đồng"},
	}
	return ask.Say(names[k][0], names[k][1])
}

func targetRows(ask *desk.Ask, b *board) ([]targetRow, string) {
	slow, goals := 0, 0
	rows := make([]targetRow, 0, len(b.readings))
	at := strconv.FormatFloat(b.passed*100, 'f', 1, 64)
	for _, reading := range b.readings {
		row := targetRow{Reading: reading, Name: targetName(ask, reading.Key), Reached: reachedText(ask, reading), Goal: goalText(ask, reading), At: at}
		if reading.Pace != targets.NoGoal {
			goals++
			row.Per = ask.Say("%d %%", "%d%%", int(math.Floor(reading.Toward*100+1e-9)))
			row.Gauge = strconv.FormatFloat(min(reading.Toward, 1)*100, 'f', 1, 64)
		}
		if row.Slow = reading.Pace == targets.Slow || reading.Pace == targets.Missed; row.Slow {
			slow++
		}
		if e := reading.Entered; e != nil {
			row.Source = ask.Say("văn phòng ghi, %s, %s", "entered by the office, %s, %s", ask.Lang.Date(e.Day), e.Source)
		} else if !reading.Key.Counted() {
			row.Source = ask.Say("văn phòng chưa ghi", "not entered yet")
		}
		rows = append(rows, row)
	}
	return rows, targetsSay(ask, slow, goals)
}

// targetsSay is the heading, which says the finding.
func targetsSay(ask *desk.Ask, slow, goals int) string {
	switch {
	case goals == 0:
		return ask.Say("Chưa có chỉ tiêu nào", "No targets yet")
	case slow == 0:
		return ask.Say("Cả %s chỉ tiêu đều kịp", "All %s targets are on track", ask.InWords(goals))
	}
	if ask.Lang == "en" {
		return fmt.Sprintf("%d of %d targets are behind", slow, goals)
	}
	say := ask.InWords(slow) + " trong " + ask.InWords(goals) + " chỉ tiêu đang chậm"
	return strings.ToUpper(say[:1]) + say[1:]
}

func reachedText(ask *desk.Ask, r targets.Reading) string {
	if !r.Known {
		return "–"
	}
	if r.Of > 0 || r.Key.Share() {
		return ask.Lang.Num(int(r.Number)) + " / " + ask.Lang.Num(int(r.Of))
	}
	return ask.Lang.Num(int(r.Number))
}

func goalText(ask *desk.Ask, r targets.Reading) string {
	switch {
	case r.Goal == 0:
		return "–"
	case r.Key.Share():
		return ask.Say("%d %%", "%d%%", r.Goal)
	}
	return ask.Lang.Num(int(r.Goal))
}

// whole writes whole numbers of a chart in the page's language.
func whole(ask *desk.Ask) func(float64) string {
	return func(v float64) string { return ask.Lang.Num(int(math.Round(v))) }
}

func starSeries(ask *desk.Ask, n int, value func(star, i int) int) []chart.Series {
	series := make([]chart.Series, 3)
	for star := range series {
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(value(star, i))
		}
		series[star] = chart.Series{Name: ask.Say("%d sao", "%d stars", star+3), Values: values}
	}
	return series
}

func groupChart(ask *desk.Ask, f *figures.Figures) (template.HTML, string) {
	c := chart.Figures{
		Open: ask.Say("Xem bảng số theo nhóm", "See the numbers by group"), By: ask.Say("Nhóm", "Group"), Sum: ask.Say("Cộng", "Sum"), Total: ask.Say("Tất cả", "Total"),
		Series: starSeries(ask, len(f.Groups), func(star, i int) int { return f.Groups[i].Stars[star] }), Num: whole(ask),
	}
	for _, g := range f.Groups {
		c.Labels = append(c.Labels, shortGroup(ask, string(g.Group)))
		c.Long = append(c.Long, ask.Lang.GroupName(g.Group))
	}
	largest := slices.MaxFunc(f.Groups, func(a, b figures.GroupRow) int { return cmp.Compare(a.Total(), b.Total()) })
	c.Say = ask.Say("%s giữ %s trong %s sản phẩm", "%s holds %s of %s products", ask.Lang.GroupName(largest.Group), ask.Lang.Num(largest.Total()), ask.Lang.Num(f.Products))
	if f.Products == 0 {
		c.Say = ask.Say("Chưa có sản phẩm nào mang sao", "No product carries stars")
	}
	return c.Stacks(), c.Say
}

// shortGroup is a group's name where there is little room.
func shortGroup(ask *desk.Ask, g string) string {
	short := map[string][2]string{
		"food": {"Thực phẩm", "Food"}, "drinks": {"Đồ uống", "Drinks"}, "medicinal-herbs": {"Dược liệu", "Herbs"},
		"handicrafts": {"Thủ công mỹ nghệ", "Handicrafts"}, "ornamental": {"Sinh vật cảnh", "Ornamental"}, "tourism": {"Du lịch cộng đồng", "Tourism"}, "": {"Chưa rõ nhóm", "Not mapped"},
	}
	return ask.Say(short[g][0], short[g][1])
}

// kindChart draws how many producers of each kind there are.
func kindChart(ask *desk.Ask, f *figures.Figures) (template.HTML, string) {
	c := byKind(ask, f)
	c.Open = ask.Say("Xem số chủ thể theo loại", "See how many producers of each kind")
	counts := make([]float64, len(f.Kinds))
	for i, k := range f.Kinds {
		counts[i] = float64(k.Producers)
	}
	c.Series = []chart.Series{{Name: ask.Say("Chủ thể", "Producers"), Values: counts, Class: "k3"}}
	largest := slices.MaxFunc(f.Kinds, func(a, b figures.KindRow) int { return cmp.Compare(a.Producers, b.Producers) })
	c.Say = ask.Say("%s chủ thể, nhiều nhất là %s", "%s producers, most of them: %s", ask.Lang.Num(f.Producers), strings.ToLower(ask.Lang.KindName(largest.Kind)))
	return c.Stacks(), c.Say
}

// makerChart draws how many products each kind of producer has, by stars.
func makerChart(ask *desk.Ask, f *figures.Figures) (template.HTML, string) {
	c := byKind(ask, f)
	c.Open = ask.Say("Xem số sản phẩm theo loại chủ thể", "See how many products of each kind of producer")
	c.Sum = ask.Say("Cộng", "Sum")
	c.Series = starSeries(ask, len(f.Kinds), func(star, i int) int { return f.Kinds[i].Stars[star] })
	largest := slices.MaxFunc(f.Kinds, func(a, b figures.KindRow) int { return cmp.Compare(a.Products, b.Products) })
	c.Say = ask.Say("%s có %s trong %s sản phẩm", "%s: %s of %s products", ask.Lang.KindName(largest.Kind), ask.Lang.Num(largest.Products), ask.Lang.Num(f.Products))
	return c.Stacks(), c.Say
}

// byKind begins a drawing with one row for each kind of producer.
func byKind(ask *desk.Ask, f *figures.Figures) chart.Figures {
	c := chart.Figures{By: ask.Say("Loại chủ thể", "Kind of producer"), Total: ask.Say("Tất cả", "Total"), Num: whole(ask)}
	for _, k := range f.Kinds {
		c.Labels = append(c.Labels, ask.Lang.KindName(k.Kind))
	}
	return c
}

func monthChart(ask *desk.Ask, f *figures.Figures) (template.HTML, string) {
	c := chart.Figures{
		Open: ask.Say("Xem bảng số theo tháng", "See the numbers by month"), By: ask.Say("Tháng", "Month"), Total: ask.Say("Cả năm", "Year"), Num: whole(ask), Say: monthSay(ask, f),
		Series: []chart.Series{
			{Name: ask.Say("mới", "new"), Class: "k3"}, {Name: ask.Say("công nhận lại", "renewed"), Class: "k2"},
			{Name: ask.Say("hết hạn", "expired"), Class: "k4", Down: true}, {Name: ask.Say("thu hồi", "revoked"), Class: "k5", Down: true},
		},
	}
	if f.Live {
		c.Total = ask.Say("Từ đầu năm", "Since January")
	}
	for i, m := range f.Months {
		c.Labels = append(c.Labels, ask.Say("T%d", "%d", i+1))
		c.Long = append(c.Long, ask.Say("Tháng %d", "Month %d", i+1))
		for s, v := range []int{m.New, m.Renewed, m.Expired, m.Revoked} {
			c.Series[s].Values = append(c.Series[s].Values, float64(v))
		}
	}
	return c.Columns(), c.Say
}

// monthSay is the finding: the months in which more was lost than won.
func monthSay(ask *desk.Ask, f *figures.Figures) string {
	var lost []string
	for i, m := range f.Months {
		if m.Gone() > m.Certified() {
			lost = append(lost, strconv.Itoa(i+1))
		}
	}
	sum := f.Year()
	switch {
	case len(lost) == 0:
		return ask.Say("Thêm %s, mất %s", "%s won, %s lost", ask.Lang.Num(sum.Certified()), ask.Lang.Num(sum.Gone()))
	case len(lost) > 3:
		return ask.Say("%d tháng mất nhiều hơn được", "In %d months more was lost than won", len(lost))
	}
	return ask.Say("Tháng %s mất nhiều hơn được", "In month %s more was lost than won", strings.Join(lost, ", "))
}
