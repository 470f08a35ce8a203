package reference

import (
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/catalog/place"
)

// A terrain is what decides which goods a commune can make: its region, and whether it lies by the sea.
type terrain struct {
	region  byte // a letter of bank/kinds.txt; 0 where unknown
	coastal bool
}

// regionOf tells the region by the province before 2025: several provinces of today reach from the hills to the sea.
var regionOf = func() map[string]byte {
	byRegion := map[byte]string{
		'M': "Hà Giang|Cao Bằng|Bắc Kạn|Tuyên Quang|Lào Cai|Yên Bái|Điện Biên|Lai Châu|Sơn La|Hoà Bình|Thái Nguyên|Lạng Sơn|Phú Thọ",
		'R': "Hà Nội|Vĩnh Phúc|Bắc Ninh|Bắc Giang|Quảng Ninh|Hải Dương|Hải Phòng|Hưng Yên|Hà Nam|Nam Định|Thái Bình|Ninh Bình",
		'C': "Thanh Hóa|Nghệ An|Hà Tĩnh|Quảng Bình|Quảng Trị|Huế",
		'K': "Đà Nẵng|Quảng Nam|Quảng Ngãi|Bình Định|Phú Yên|Khánh Hòa|Ninh Thuận|Bình Thuận",
		'T': "Kon Tum|Gia Lai|Đắk Lắk|Đắk Nông|Lâm Đồng",
		'D': "Bình Phước|Tây Ninh|Bình Dương|Đồng Nai|Bà Rịa - Vũng Tàu|Hồ Chí Minh",
		'W': "Long An|Tiền Giang|Bến Tre|Trà Vinh|Vĩnh Long|Đồng Tháp|An Giang|Kiên Giang|Cần Thơ|Hậu Giang|Sóc Trăng|Bạc Liêu|Cà Mau",
	}
	out := map[string]byte{}
	for region, names := range byRegion {
		for name := range strings.SplitSeq(names, "|") {
			out[name] = region
		}
	}
	return out
}()

// coast lists the districts by the sea, under the province before 2025.
var coast = map[string]string{
	"Quảng Ninh": "Hạ Long|Cẩm Phả|Móng Cái|Quảng Yên|Vân Đồn|Cô Tô|Hải Hà|Đầm Hà|Tiên Yên",
	"Hải Phòng":  "Cát Hải|Đồ Sơn|Kiến Thụy|Tiên Lãng|Hải An|Dương Kinh|Bạch Long Vĩ",
	"Thái Bình":  "Thái Thụy|Tiền Hải", "Nam Định": "Giao Thủy|Hải Hậu|Nghĩa Hưng", "Ninh Bình": "Kim Sơn",
	"Thanh Hóa": "Nga Sơn|Hậu Lộc|Hoằng Hóa|Sầm Sơn|Quảng Xương|Nghi Sơn", "Nghệ An": "Hoàng Mai|Quỳnh Lưu|Diễn Châu|Nghi Lộc|Cửa Lò",
	"Hà Tĩnh": "Nghi Xuân|Lộc Hà|Thạch Hà|Cẩm Xuyên|Kỳ Anh", "Quảng Bình": "Quảng Trạch|Ba Đồn|Bố Trạch|Đồng Hới|Quảng Ninh|Lệ Thủy",
	"Quảng Trị": "Vĩnh Linh|Gio Linh|Triệu Phong|Hải Lăng|Cồn Cỏ", "Huế": "Phong Điền|Quảng Điền|Phú Vang|Phú Lộc",
	"Đà Nẵng": "Liên Chiểu|Thanh Khê|Sơn Trà|Ngũ Hành Sơn|Hoàng Sa", "Quảng Nam": "Điện Bàn|Hội An|Duy Xuyên|Thăng Bình|Tam Kỳ|Núi Thành",
	"Quảng Ngãi": "Bình Sơn|Mộ Đức|Đức Phổ|Lý Sơn", "Bình Định": "Hoài Nhơn|Phù Mỹ|Phù Cát|Tuy Phước|Quy Nhơn",
	"Phú Yên": "Sông Cầu|Tuy An|Tuy Hòa|Đông Hòa|Tuy Hoà|Đông Hoà", "Khánh Hòa": "Vạn Ninh|Ninh Hòa|Nha Trang|Cam Lâm|Cam Ranh|Trường Sa",
	"Ninh Thuận": "Thuận Bắc|Ninh Hải|Phan Rang-Tháp Chàm|Ninh Phước|Thuận Nam", "Bình Thuận": "Tuy Phong|Bắc Bình|Phan Thiết|La Gi|Hàm Tân|Phú Quí",
	"Bà Rịa - Vũng Tàu": "Xuyên Mộc|Đất Đỏ|Long Điền|Long Đất|Vũng Tàu|Côn Đảo", "Hồ Chí Minh": "Cần Giờ",
	"Tiền Giang": "Gò Công Đông|Tân Phú Đông", "Bến Tre": "Bình Đại|Ba Tri|Thạnh Phú", "Trà Vinh": "Cầu Ngang|Duyên Hải",
	"Sóc Trăng": "Cù Lao Dung|Long Phú|Trần Đề|Vĩnh Châu", "Bạc Liêu": "Bạc Liêu|Hòa Bình|Hoà Bình|Đông Hải",
	"Cà Mau":     "Đầm Dơi|Năm Căn|Ngọc Hiển|Phú Tân|Trần Văn Thời|U Minh",
	"Kiên Giang": "An Biên|An Minh|Hòn Đất|Rạch Giá|Hà Tiên|Kiên Lương|Phú Quốc|Kiên Hải",
}

// terrainOf reads a commune's terrain from what it was before 2025.
func terrainOf(c place.Commune) terrain {
	list := place.Predecessors(c.Code)
	if len(list) == 0 {
		return terrain{coastal: c.Kind == "special-zone"}
	}
	province := bare(list[0].Province)
	t := terrain{region: regionOf[province], coastal: c.Kind == "special-zone"}
	if t.coastal || slices.Contains(strings.Split(coast[province], "|"), bare(list[0].District)) {
		t.coastal = true
	}
	return t
}

// bare takes the kind of place off a name of before 2025.
func bare(name string) string {
	for _, kind := range []string{"Thành phố ", "Tỉnh ", "Huyện đảo ", "Huyện ", "Thị xã ", "Quận "} {
		if rest, ok := strings.CutPrefix(name, kind); ok {
			return rest
		}
	}
	return name
}

// grows tells whether a kind can be made in a commune of that terrain.
func (k *kind) grows(province string, t terrain) bool {
	switch {
	case k.sea && !t.coastal:
		return false
	case k.hills && t.region == 'K' && slices.Contains(hillsAndCoast, province):
		return false
	case k.speciality:
		return k.provinces[0] == province
	}
	return slices.Contains(k.provinces, province) &&
		(k.letters == "" || strings.IndexByte(k.letters, '*') >= 0 || slices.Contains(k.codes, province) ||
			t.region == 0 || strings.IndexByte(k.letters, t.region) >= 0 || strings.IndexByte(k.letters, 'S') >= 0)
}

// hillsAndCoast are the provinces of today that join highlands and coast.
var hillsAndCoast = []string{"51", "52", "66", "68"}

// seaside are the categories that need the sea, whoever makes them.
var seaside = strings.Fields("cha muc tom haisankho nuocmam rongnho")
