package reference

import (
	"fmt"
	"strings"

	"github.com/ocopmarket/ocop/catalog/place"
)

// The kinds of producers, in the words of the feed.
const (
	company = iota
	cooperative
	cooperativeGroup
	household
)

var producerKinds = [...]string{"company", "cooperative", "cooperative_group", "household"}

// A producer is kept small; what can be drawn again from its seed is not kept.
type producer struct {
	id      string
	name    string
	brand   string
	kind    uint8
	members uint16
	since   uint16
	count   int // products
	main    *kind
	commune place.Commune
	seed    uint64
}

// drawKind follows the shares of the programme: 32 % cooperatives, 22 % companies, 32 % households, the rest groups.
func drawKind(d dice) uint8 {
	switch at := d.Float64(); {
	case at < 0.32:
		return cooperative
	case at < 0.54:
		return company
	case at < 0.86:
		return household
	}
	return cooperativeGroup
}

// makeProducers draws the producers of a province, who make total products between them.
func (g *generator) makeProducers(d dice, province string, total int) []*producer {
	n := max(1, (total*producersPer16k+8_000)/16_000)
	communes := place.Communes(province)
	list := make([]*producer, n)
	for i := range list {
		p := &producer{id: fmt.Sprintf("CT-%s-%05d", province, i+1), kind: drawKind(d), seed: d.Uint64(), count: 1}
		p.commune = pick(d, communes)
		kinds := g.kindsIn(p.commune)
		p.main = kinds[d.weighted(len(kinds), func(i int) int { return kinds[i].weight })]
		if p.main.home != "" {
			p.commune = mustCommune(p.main.home)
		}
		p.brand = brand(d)
		g.found(d, p)
		list[i] = p
	}
	spread(d, list, total-n)
	return list
}

// kindsIn lists what can be made in a commune.
func (g *generator) kindsIn(c place.Commune) []*kind {
	t, ok := g.terrains[c.Code]
	if !ok {
		t = terrainOf(c)
		g.terrains[c.Code] = t
	}
	key := fmt.Sprint(c.Province, t)
	if g.kinds[key] == nil {
		for _, k := range g.bank.byProvince[c.Province] {
			if k.grows(c.Province, t) {
				g.kinds[key] = append(g.kinds[key], k)
			}
		}
	}
	return g.kinds[key]
}

// maxProducts is the most that one producer has certified.
const maxProducts = 14

// spread gives the remaining products to producers, more to a few: most have one, some a dozen.
func spread(d dice, list []*producer, rest int) {
	for rest > 0 {
		at := d.Float64()
		p := list[int(at*at*float64(len(list)))]
		if p.count < maxProducts || rest > maxProducts*len(list) {
			p.count++
			rest--
		}
	}
}

// found gives a producer the name, age and size of its kind.
func (g *generator) found(d dice, p *producer) {
	trade := trades[p.main.cat.id]
	if trade == "" {
		trade = trades[p.main.group]
	}
	p.since = uint16(g.year - d.between(3, 16))
	p.name = producerName(d, p, trade)
	for try := 0; g.producerNames[p.name]; try++ {
		if p.brand = brand(d); try > 3 {
			p.brand += " " + pick(d, luckSecond)
		}
		p.name = producerName(d, p, trade)
	}
	g.producerNames[p.name] = true
	switch p.kind {
	case cooperative:
		p.members = uint16(d.between(7, 64))
		p.since = max(p.since, 2013) // Law on cooperatives of 2012: the names say HTX of the new kind
	case cooperativeGroup:
		p.members = uint16(d.between(4, 25))
	}
}

func producerName(d dice, p *producer, trade string) string {
	switch p.kind {
	case company:
		return pick(d, []string{
			"Công ty TNHH " + trade + " " + p.brand,
			"Công ty TNHH " + p.brand,
			"Công ty Cổ phần " + trade + " " + p.brand,
			"Công ty TNHH MTV " + p.brand,
			"Doanh nghiệp tư nhân " + p.brand,
		})
	case cooperative:
		names := []string{"HTX " + trade + " " + p.brand, "HTX " + p.brand, "HTX Dịch vụ " + strings.ToLower(trade) + " " + p.brand}
		if plainName(p.commune.Name) {
			names = append(names, "HTX "+trade+" "+p.commune.Name, "HTX "+trade+" "+p.commune.Name+" "+p.brand)
		}
		return pick(d, names)
	case cooperativeGroup:
		return pick(d, []string{"Tổ hợp tác " + p.brand, "Tổ hợp tác " + strings.ToLower(trade) + " " + p.brand, "Tổ hợp tác phụ nữ " + p.brand})
	}
	return pick(d, []string{"Hộ kinh doanh " + person(d), "Cơ sở " + p.brand, "Hộ kinh doanh " + p.brand, "Hộ kinh doanh " + person(d)})
}

// plainName tells whether a commune's name reads well behind a product's: not "1 Bảo Lộc", not two names joined.
func plainName(s string) bool { return !strings.ContainsAny(s, "0123456789-()") }

// trades say what a producer does, by category or else by group.
var trades = map[string]string{
	"food": "Nông sản", "drinks": "Thực phẩm", "medicinal-herbs": "Dược liệu", "handicrafts": "Thủ công mỹ nghệ",
	"ornamental": "Sinh vật cảnh", "tourism": "Du lịch",
	"cha": "Hải sản", "muc": "Hải sản", "cakho": "Thủy sản", "tom": "Thủy sản", "haisan": "Thủy sản", "haisankho": "Hải sản",
	"nuocmam": "Nước mắm", "mam": "Mắm", "yen": "Yến sào", "nuocyen": "Yến sào", "ruoc": "Thực phẩm", "gio": "Thực phẩm",
	"thitkho": "Thực phẩm", "thittuoi": "Chăn nuôi", "giacam": "Chăn nuôi", "trung": "Chăn nuôi", "mibun": "Thực phẩm",
	"banhla": "Bánh truyền thống", "banhngot": "Bánh kẹo", "banhtrang": "Thực phẩm", "keo": "Bánh kẹo", "mut": "Bánh mứt",
	"traicay": "Cây ăn quả", "rau": "Rau sạch", "mangnam": "Lâm sản", "matong": "Ong mật", "sua": "Sữa", "tra": "Chè", "trathao": "Thảo mộc", "thocam": "Thổ cẩm", "da": "Đá mỹ nghệ", "go": "Đồ gỗ", "rongnho": "Rong biển", "dulich": "Du lịch cộng đồng", "toi": "Nông sản", "cao": "Dược liệu",
	"caphe": "Cà phê", "cacao": "Ca cao", "ruou": "Rượu truyền thống", "tinhdau": "Tinh dầu", "mypham": "Mỹ phẩm thảo dược",
	"gom": "Gốm sứ", "lua": "Dệt may", "maytre": "Mây tre đan", "tranh": "Mỹ nghệ", "ducdong": "Mỹ nghệ", "huong": "Hương",
	"hoa": "Hoa", "caycanh": "Cây cảnh", "dauphu": "Thực phẩm", "namthuoc": "Nấm dược liệu",
}
