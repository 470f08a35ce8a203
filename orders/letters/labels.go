package letters

// labels are the short words of the layout; both languages have the same keys.
var labels = map[string]map[string]string{
	"vi": {
		"amount": "Số tiền", "bank": "Ngân hàng", "number": "Số tài khoản", "holder": "Chủ tài khoản", "purpose": "Nội dung",
		"open": "Mở đơn", "openpay": "Mở đơn và mã VietQR", "delivery": "Giao từ", "chilled": "giữ lạnh", "total": "Tổng", "to": "Giao đến", "next": "Tiếp theo",
		"on": " ngày ", "stars": "Sao ghi trong thư là sao lúc đặt. Xem còn hiệu lực không:", "star": "sao",
		"auto":           "Thư tự động về đơn hàng, không kèm quảng cáo. Không ai của chúng tôi hỏi mật khẩu hay mã OTP.",
		"lost-suspended": "vừa bị đình chỉ", "lost-revoked": "vừa bị thu hồi", "lost-withdrawn": "vừa bị đưa ra khỏi chương trình", "lost-expired": "vừa hết hạn", "lost-": "không còn nữa",
	},
	"en": {
		"amount": "Amount", "bank": "Bank", "number": "Account number", "holder": "Account holder", "purpose": "Message",
		"open": "Open the order", "openpay": "Open the order and its VietQR code", "delivery": "Delivery from", "chilled": "kept cold", "total": "Total", "to": "Deliver to", "next": "What happens next",
		"on": " on ", "stars": "The stars in this letter are those at the time of the order. See whether they still hold:", "star": "stars",
		"auto":           "An automatic letter about your order, without advertising. None of us will ever ask for a password or an OTP.",
		"lost-suspended": "was suspended", "lost-revoked": "was revoked", "lost-withdrawn": "was withdrawn from the programme", "lost-expired": "has expired", "lost-": "is no more",
	},
}
