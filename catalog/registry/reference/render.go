package reference

import (
	"fmt"
	"strings"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/registry"
)

// Record writes out product i as the feed tells it. Its revision is i+1: products are in the order in which they last changed.
func (d *Data) Record(i int) registry.Record {
	x := d.products[i]
	version, group := criteria(x)
	dice := diceAt(x.seed, 6)
	r := registry.Record{
		ID: x.id(), Revision: int64(i) + 1, Name: x.name.vi, Group: group, CriteriaVersion: version,
		Description: d.description(dice, x), Story: d.story(dice, x),
		Producer: d.producer(x.producer), Place: placeOf(x),
		Certificate: certificateOf(x), Decisions: decisionsOf(x),
	}
	if dice.chance(0.875) {
		r.TraceCode = traceCode(x)
	}
	if x.kind.group != "tourism" && dice.chance(gtinShares[x.producer.kind]) {
		r.GTIN = gtin(x.serial)
	}
	return r
}

func (x *product) id() string { return fmt.Sprintf("OCOP-%s-%05d", x.province, x.serial+1) }

// gtinShares are larger where goods go to supermarkets.
var gtinShares = [...]float64{company: 0.95, cooperative: 0.88, cooperativeGroup: 0.7, household: 0.68}

func certificateOf(x *product) registry.Certificate {
	office := issuer(x, x.cert.day, x.cert.stars)
	return registry.Certificate{
		Number: x.cert.number, Status: x.status, Stars: x.cert.stars, Score: x.score,
		Decision: decisionOf(x, x.cert, office), IssuedBy: office,
		IssuedOn: dateOf(x.cert.day), ExpiresOn: dateOf(months(x.cert.day, certificateLife)),
	}
}

func decisionOf(x *product, g grant, office string) string {
	if g.number == showpiece.certificate {
		return showpiece.decision
	}
	return decision(office, g.day, g.stars)
}

func decisionsOf(x *product) []registry.Decision {
	var list []registry.Decision
	kind := "issue"
	if x.earlier.day != 0 {
		list = append(list, granted(x, x.earlier, kind))
		kind = "renew"
	}
	list = append(list, granted(x, x.cert, kind))
	switch {
	case x.relieved:
		list = append(list, turned(x, "suspend", x.relapse, pickAt(x.seed, suspendReasons)),
			turned(x, "reinstate", x.turned, pickAt(x.seed, reinstateReasons)))
	case x.status == registry.Suspended:
		list = append(list, turned(x, "suspend", x.turned, pickAt(x.seed, suspendReasons)))
	case x.status == registry.Revoked:
		list = append(list, turned(x, "revoke", x.turned, pickAt(x.seed, revokeReasons)))
	case x.status == registry.Withdrawn:
		list = append(list, turned(x, "withdraw", x.turned, pickAt(x.seed, withdrawReasons)))
	}
	return list
}

func granted(x *product, g grant, kind string) registry.Decision {
	office := issuer(x, g.day, g.stars)
	return registry.Decision{Kind: kind, Number: decisionOf(x, g, office), Date: dateOf(g.day), Certificate: g.number, Stars: g.stars, By: office}
}

func turned(x *product, kind string, day int, reason string) registry.Decision {
	office := issuer(x, day, max(4, x.cert.stars))
	return registry.Decision{Kind: kind, Number: decision(office, day, max(4, x.cert.stars)), Date: dateOf(day), Reason: reason,
		Certificate: x.cert.number, By: office}
}

func pickAt(seed uint64, list []string) string { return list[seed%uint64(len(list))] }

// What decisions give as their reasons.
var (
	suspendReasons = []string{
		"Chờ kết quả kiểm nghiệm lại mẫu lấy ngày kiểm tra",
		"Nhãn hàng in hạng sao không đúng quyết định, chờ sửa nhãn",
		"Hồ sơ truy xuất nguồn gốc chưa đầy đủ, yêu cầu bổ sung",
		"Cơ sở đang sửa chữa nhà xưởng, tạm ngừng sản xuất",
		"Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm đã hết hạn, chờ cấp lại",
	}
	reinstateReasons = []string{
		"Kết quả kiểm nghiệm lại đạt yêu cầu",
		"Đã sửa nhãn đúng quy định, có biên bản xác nhận",
		"Đã bổ sung đủ hồ sơ truy xuất nguồn gốc",
		"Cơ sở đã hoạt động trở lại và đạt khi kiểm tra",
	}
	revokeReasons = []string{
		"Vi phạm quy định về an toàn thực phẩm",
		"Không duy trì quy trình sản xuất đã đăng ký",
		"Không chứng minh được nguồn gốc nguyên liệu địa phương",
		"Dùng hạng sao cho sản phẩm khác không được chứng nhận",
		"Chất lượng thực tế không đúng với hồ sơ công bố",
		"Không hợp tác khi cơ quan chức năng kiểm tra sau chứng nhận",
	}
	withdrawReasons = []string{
		"Chủ thể xin thôi tham gia chương trình",
		"Chủ thể ngừng sản xuất sản phẩm này",
		"Chủ thể giải thể",
		"Chủ thể chuyển sang ngành nghề khác",
		"Không đủ nguyên liệu để duy trì sản xuất",
	}
)

// placeOf is where it is made, with the faults of old registers in some.
func placeOf(x *product) registry.Place {
	old, _ := oldCommune(x.producer)
	switch x.odd {
	case oldCode:
		return registry.Place{Era: place.Era2004, Commune: old.Code, Text: oldWords(old)}
	case oldText:
		return registry.Place{Era: place.Era2004, Text: oldWords(old)}
	}
	return registry.Place{Era: place.Era2025, Province: x.province, Commune: x.producer.commune.Code}
}

func oldWords(o place.OldCommune) string {
	return lowerFirst(o.Name) + ", " + lowerFirst(o.District) + ", " + lowerFirst(o.Province)
}

// producer writes out a maker; whom to call is drawn again from its seed.
func (d *Data) producer(p *producer) registry.Producer {
	dice := diceAt(p.seed, 7)
	r := registry.Producer{
		ID: p.id, Name: p.name, Kind: producerKinds[p.kind], Representative: person(dice),
		Address: hamlet(dice, p) + ", " + communeTitle(p) + ", " + provinceOf(p), Phone: phone(dice),
		Since: int(p.since), Members: int(p.members), Story: d.producerStory(dice, p),
	}
	if name, ok := strings.CutPrefix(p.name, "Hộ kinh doanh "); ok && p.kind == household && name != p.brand {
		r.Representative = name
	}
	if p.kind != household || dice.chance(0.4) {
		r.Email = "lienhe@" + strings.ToLower(strings.ReplaceAll(latin(p.brand), " ", "")) + ".example"
	}
	return r
}

func communeTitle(p *producer) string { return p.commune.Title() }

func provinceOf(p *producer) string {
	province, _ := place.ProvinceByCode(p.commune.Province)
	return provinceTitle(province)
}

// hamlet is the smallest part of an address: a village in the country, a block in town, in the words of the region.
func hamlet(d dice, p *producer) string {
	south := p.commune.Province >= "75" // codes run from north to south
	word := pick(d, []string{"thôn", "thôn", "xóm"})
	switch {
	case p.commune.Kind == "ward" && south:
		word = "khu phố"
	case p.commune.Kind == "ward":
		word = "tổ dân phố"
	case south:
		word = "ấp"
	case strings.Contains("04 08 11 12 14 15", p.commune.Province): // the mountains of the north
		word = pick(d, []string{"bản", "thôn"})
	case terrainOf(p.commune).region == 'T':
		word = pick(d, []string{"buôn", "thôn"})
	}
	if d.chance(0.45) {
		return upperFirst(fmt.Sprintf("%s %d", word, d.between(1, 14)))
	}
	return upperFirst(word + " " + pick(d, hamletNames))
}

var hamletNames = strings.Split("Đông|Đoài|Thượng|Hạ|Trung|Nam|Bắc|Tiền Phong|Đồng Tâm|Tân Lập|Hòa Bình|Tân Tiến|Quyết Thắng|Hợp Nhất|Phú Lợi|An Thạnh|Cây Đa|Bến Đò|Gò Cao|Giếng Làng|Đình|Chùa|Chợ Cũ|Bờ Suối|Đầu Cầu", "|")

// traceCode is what the electronic stamp carries.
func traceCode(x *product) string {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	b := []byte("VN" + x.province)
	n := x.seed ^ 0x5bd1e9955bd1e995
	for range 5 {
		b = append(b, letters[n&31])
		n >>= 5
	}
	return fmt.Sprintf("%s%05d", b, x.serial+1)
}

// gtin numbers a product within Vietnam's prefix 893.
func gtin(serial int) string {
	body := fmt.Sprintf("893%09d", 500_000_000+serial*37)
	sum := 0
	for i, c := range body {
		weight := 1 + 2*(i%2)
		sum += int(c-'0') * weight
	}
	return body + string(rune('0'+(10-sum%10)%10))
}
