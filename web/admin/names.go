package admin

import "github.com/ocopmarket/ocop/web/desk"

// told is a thing's name in the language of who asks; its id where it has none.
func told(ask *desk.Ask, name func(id string) (Words, bool), id string) string {
	if w, ok := name(id); ok {
		return ask.Say(w.VI, w.EN)
	}
	return id
}

// ConsumerName says whom an event goes to; false for a consumer that has no name.
func ConsumerName(id string) (Words, bool) {
	w, ok := map[string]Words{
		"account-letters":   {"Thư về tài khoản", "Letters about accounts"},
		"audit":             {"Nhật ký", "Audit log"},
		"goods-notices":     {"Thông báo về sản phẩm", "Notices about products"},
		"impact":            {"Việc theo sau quyết định", "What follows from decisions"},
		"letters":           {"Thư về đơn hàng", "Letters about orders"},
		"member-letters":    {"Thư mời thành viên", "Letters to members"},
		"misuse-answers":    {"Trả lời người tố giác nhãn", "Answers to those who reported labels"},
		"notice-mail":       {"Thông báo gửi bằng thư", "Notices by mail"},
		"notices":           {"Thông báo về đơn hàng", "Notices about orders"},
		"privacy":           {"Yêu cầu về dữ liệu cá nhân", "Requests about personal data"},
		"registry-verdicts": {"Quyết định về bản ghi của sổ", "Decisions about registry records"},
		"renewal-letters":   {"Thư nhắc đánh giá lại", "Letters about renewal"},
		"search":            {"Chỉ mục tìm kiếm", "Search index"},
		"stock-notices":     {"Thông báo về kho", "Notices about stock"},
	}[id]
	return w, ok
}

// EventName says what an event tells; false for a kind that has no name.
func EventName(kind string) (Words, bool) {
	w, ok := map[string]Words{
		"account.letter":     {"Thư về tài khoản", "Letter about an account"},
		"audit.entry":        {"Dòng nhật ký", "Entry of the audit log"},
		"catalog.changed":    {"Sản phẩm đã đổi", "A product changed"},
		"catalog.overruled":  {"Sổ khác với điều đã duyệt", "The registry overrules what was approved"},
		"change.answered":    {"Trả lời đơn xin đổi", "Answer to a request for changes"},
		"change.asked":       {"Đơn xin đổi mới", "A new request for changes"},
		"claims.code":        {"Mã nhận chủ thể", "Code to claim a producer"},
		"decision.in_effect": {"Quyết định có hiệu lực", "A decision takes effect"},
		"decisions.done":     {"Danh sách quyết định đã ghi xong", "A list of decisions is done"},
		"import.done":        {"Tệp nhập đã ghi xong", "An imported file is done"},
		"members.invited":    {"Thư mời thành viên", "Invitation of a member"},
		"misuse.decided":     {"Tố giác nhãn đã có quyết định", "A report of a label was decided"},
		"notice.posted":      {"Thông báo gửi bằng thư", "Notice by mail"},
		"order.changed":      {"Thư “Đơn có thay đổi”", "Letter “An order changed”"},
		"order.placed":       {"Thư “Đơn đã đặt”", "Letter “Order placed”"},
		"privacy.erase":      {"Xóa dữ liệu cá nhân", "Erasure of personal data"},
		"registry.confirmed": {"Sổ quốc gia đã xác nhận", "The registry confirmed"},
		"registry.judged":    {"Quyết định về bản ghi của sổ", "Verdict on registry records"},
		"renewal.letter":     {"Thư nhắc đánh giá lại", "Letter about renewal"},
		"settings.changed":   {"Cài đặt đã đổi", "A setting changed"},
		"stock.low":          {"Kho sắp hết", "Low stock"},
	}[kind]
	return w, ok
}

// JobName says what a job does; false for one that has no name.
func JobName(id string) (Words, bool) {
	w, ok := map[string]Words{
		"registry-pull":  {"Kéo sổ quốc gia", "Pull the registry"},
		"tell-expiry":    {"Đối chiếu hạn chứng nhận", "Tell of certificates that lapse"},
		"pictures":       {"Lấy và vẽ lại ảnh", "Fetch pictures"},
		"backup":         {"Sao lưu", "Backup"},
		"release-unpaid": {"Trả hàng giữ quá giờ", "Release unpaid goods"},
		"popularity":     {"Đếm hàng bán chạy", "Count what sells"},
		"prune-carts":    {"Dọn giỏ hàng cũ", "Clear old baskets"},
		"prune-letters":  {"Dọn sổ thư đã gửi", "Clear the record of letters"},
		"prune-outbox":   {"Dọn hộp gửi", "Clear the outbox"},
		"forget-replies": {"Quên khóa gửi lại", "Forget idempotency keys"},
		"prune-accounts": {"Dọn liên kết, máy đã hết hạn", "Clear links and devices that ran out"},
		"prune-sessions": {"Dọn phiên đăng nhập cũ", "Clear old sessions"},
		"audit-anchor":   {"Kiểm chuỗi băm của nhật ký", "Check the audit log's chain"},

		"add-up-sales":         {"Cộng doanh thu theo ngày", "Add up the sales of each day"},
		"decisions-in-effect":  {"Cho quyết định có hiệu lực đúng giờ", "Bring decisions into effect"},
		"destroy-papers":       {"Hủy giấy tờ đã hết hạn giữ", "Destroy papers that need not be kept"},
		"identity-expiry":      {"Nhắc danh tính sắp hết hạn", "Tell of identities that lapse"},
		"imports":              {"Ghi các tệp đã nhập", "Work through imported files"},
		"notice-digest":        {"Gom thông báo gửi một lần mỗi ngày", "Send the notices of a day in one mail"},
		"decision-lists":       {"Ghi danh sách quyết định", "Work through lists of decisions"},
		"prune-imports":        {"Dọn tệp đã nhập cũ", "Clear old imported files"},
		"prune-decision-lists": {"Dọn danh sách quyết định cũ", "Clear old lists of decisions"},
		"seal-secrets":         {"Niêm bí mật của ứng dụng mã bằng khóa đầu", "Seal secrets of authenticators by the first key"},
		"prune-notices":        {"Dọn thông báo cũ", "Clear old notices"},
		"prune-pulls":          {"Dọn bằng chứng các lần kéo cũ", "Clear evidence of old pulls"},
		"prune-visits":         {"Dọn lượt xem cũ", "Clear old views of pages"},
	}[id]
	return w, ok
}
