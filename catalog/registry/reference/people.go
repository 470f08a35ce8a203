package reference

import (
	"fmt"
	"strings"
)

// The people of the demonstration data carry names of flowers, birds and trees, so that nobody takes them for real.
var (
	surnames = strings.Fields("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Nông Lò Hà Đinh Mai Trịnh Cao Đoàn Lương")
	women    = strings.Split("Mẫu Đơn|Hướng Dương|Thủy Tiên|Oải Hương|Cẩm Chướng|Bồ Công Anh|Thạch Thảo|Đỗ Quyên|Dạ Lý Hương|Bằng Lăng|Phong Lan|Lưu Ly|Tường Vi|Mộc Lan|Ngọc Lan|Phù Dung|Hải Đường|Anh Đào|Sơn Trà|Tử Đinh Hương|Dã Quỳ|Mười Giờ|Lan Tiêu|Diên Vĩ|Cúc Họa Mi|Tam Giác Mạch|Hoa Gạo|Hoa Ban|Sim Tím|Nhài Trắng|Hồng Nhung|Sen Hồng|Súng Tím|Trạng Nguyên|Dạ Hương|Cẩm Tú Cầu|Kim Ngân|Hoàng Yến|Sơn Ca|Én Xuân", "|")
	men      = strings.Split("Đại Bàng|Chim Ưng|Họa Mi|Bồ Câu|Hải Âu|Chào Mào|Sếu Đầu Đỏ|Chìa Vôi|Chích Chòe|Vành Khuyên|Bói Cá|Cò Trắng|Lim Xanh|Gõ Đỏ|Trắc Bách|Bạch Đàn|Tùng La Hán|Sao Đen|Thông Ba Lá|Táu Mật|Gió Bấc|Đa Búp Đỏ|Sồi Già|Cọ Dầu|Bàng Vuông|Dẻ Gai|Trúc Xanh|Vàng Anh|Sáo Sậu|Gõ Kiến|Diều Hâu|Cu Gáy|Phượng Vĩ|Xà Cừ|Lộc Vừng|Hạc Trắng", "|")
)

// person draws a name that nobody bears.
func person(d dice) string {
	if d.chance(0.5) {
		return pick(d, surnames) + " Thị " + pick(d, women)
	}
	return pick(d, surnames) + " Văn " + pick(d, men)
}

// phone is well-formed for Vietnam and plainly made up.
func phone(d dice) string { return fmt.Sprintf("0900000%03d", d.IntN(1000)) }

// brandWords make the marks of producers: a landscape, or two words of good luck.
var (
	landscapes = strings.Fields("Suối Đồi Bến Vườn Rừng Núi Sông Đầm Gò Bãi Cồn Nương Làng Đồng Hồ Thung Đèo Ngõ Bếp Nhà Chợ Vạn")
	ofWhat     = strings.Fields("Mây Gió Trăng Nắng Sương Vàng Xanh Sen Tre Trúc Đoan Son Thơm Ngọc Cò Én Quế Mơ Mận Cọ Lau Đa Gạo Lim Thông Mít Khế Cau Trầu Chàm")
	luckFirst  = strings.Fields("An Bảo Cát Đại Đông Gia Hà Hải Hòa Hồng Hưng Kim Lâm Lộc Mai Minh Mộc Nam Ngọc Nguyên Nhật Phú Phúc Quê Sơn Tâm Tân Thanh Thảo Thiên Thịnh Thuận Tiến Trường Tường Việt Vĩnh Xuân Yên Lan Diệp Khánh Linh")
	luckSecond = strings.Fields("An Phát Hương Sơn Lâm Thịnh Phong Minh Hà Giang Bình Khang Lộc Xuân Thảo Nguyên Vân Châu Điền Phúc Sinh Hưng Đạt Tâm Thành Yên Quý Hòa Ngân Nhi Uyên Thư Mộc Khôi Việt")
)

// brand draws a mark of two words; the same mark may exist in two provinces, as it does in life.
func brand(d dice) string {
	for {
		first, second := pick(d, luckFirst), pick(d, luckSecond)
		if d.chance(0.35) {
			first, second = pick(d, landscapes), pick(d, ofWhat)
		}
		if first != second {
			return first + " " + second
		}
	}
}

// latin writes Vietnamese with the letters of English.
func latin(s string) string { return latinLetters.Replace(s) }

var latinLetters = func() *strings.Replacer {
	var pairs []string
	for _, row := range []string{"aàáảãạăằắẳẵặâầấẩẫậ", "eèéẻẽẹêềếểễệ", "iìíỉĩị", "oòóỏõọôồốổỗộơờớởỡợ", "uùúủũụưừứửữự", "yỳýỷỹỵ", "dđ",
		"AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ", "EÈÉẺẼẸÊỀẾỂỄỆ", "IÌÍỈĨỊ", "OÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ", "UÙÚỦŨỤƯỪỨỬỮỰ", "YỲÝỶỸỴ", "DĐ"} {
		letters := []rune(row)
		for _, marked := range letters[1:] {
			pairs = append(pairs, string(marked), string(letters[0]))
		}
	}
	return strings.NewReplacer(pairs...)
}()
