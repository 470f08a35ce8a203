package desk

import (
	"github.com/ocopmarket/ocop/accounts/policy"
)

// Entry is a place of a desk's navigation.
type Entry struct {
	Path, Icon string
	VI, EN     string
	Action     policy.Action // who may not do it does not see it
}

// plan is what a desk is called, and its places in order.
type plan struct {
	vi, en  string
	entries []Entry
}

// plans are the desks by the first part of their address.
func plans() map[string]plan {
	return map[string]plan{
		"ban-hang":  {"Bàn của chủ thể", "Producer's desk", sellerEntries()},
		"can-bo":    {"Bàn của cán bộ", "Officer's desk", officerEntries()},
		"quan-tri":  {"Quản trị", "Administration", adminEntries()},
		"tai-khoan": {"Tài khoản", "Account", accountEntries()},
	}
}

func sellerEntries() []Entry {
	return []Entry{
		{"/ban-hang", "i-home", "Hôm nay", "Today", policy.SellerDesk},
		{"/ban-hang/don-hang", "i-box", "Đơn hàng", "Orders", policy.OrderFulfil},
		{"/ban-hang/san-pham", "i-basket", "Sản phẩm", "Products", policy.ProductRead},
		{"/ban-hang/kho", "i-stock", "Kho", "Stock", policy.StockRead},
		{"/ban-hang/chung-nhan", "i-verify", "Chứng nhận", "Certificates", policy.SellerDesk},
		{"/ban-hang/doanh-thu", "i-chart", "Doanh thu", "Sales", policy.SellerDesk},
	}
}

func officerEntries() []Entry {
	return []Entry{
		{"/can-bo", "i-home", "Hôm nay", "Today", policy.OfficerDesk},
		{"/can-bo/chung-nhan", "i-verify", "Chứng nhận", "Certificates", policy.OfficerDesk},
		{"/can-bo/so-quoc-gia", "i-undo", "Sổ quốc gia", "Registry", policy.OfficerDesk},
		{"/can-bo/quyet-dinh", "i-ban", "Quyết định", "Decisions", policy.DecisionRead},
		{"/can-bo/chu-the", "i-people", "Chủ thể", "Producers", policy.OfficerDesk},
		{"/can-bo/xin-doi", "i-edit", "Xin đổi", "Changes", policy.OfficerDesk},
		{"/can-bo/to-giac", "i-camera", "Tố giác", "Reports", policy.OfficerDesk},
		{"/can-bo/bao-cao", "i-chart", "Báo cáo", "Programme", policy.OfficerDesk},
	}
}

func adminEntries() []Entry {
	return []Entry{
		{"/quan-tri", "i-home", "Tình hình", "Overview", policy.AdminDesk},
		{"/quan-tri/nguoi-dung", "i-people", "Người dùng", "Users", policy.AdminDesk},
		{"/quan-tri/to-chuc", "i-fair", "Tổ chức", "Organizations", policy.AdminDesk},
		{"/quan-tri/cai-dat", "i-filter", "Cài đặt", "Settings", policy.AdminDesk},
		{"/quan-tri/viec-nen", "i-clock", "Việc nền", "Jobs", policy.AdminDesk},
		{"/quan-tri/hop-gui", "i-arrow", "Hộp gửi", "Outbox", policy.AdminDesk},
		{"/quan-tri/may", "i-stock", "Máy", "Engines", policy.AdminDesk},
		{"/quan-tri/tien-ve", "i-card", "Tiền về", "Transfers", policy.AdminDesk},
		{"/quan-tri/du-lieu", "i-eye", "Dữ liệu cá nhân", "Personal data", policy.HandleData},
		{"/quan-tri/nhat-ky", "i-file", "Nhật ký", "Audit log", policy.AdminDesk},
	}
}

func accountEntries() []Entry {
	return []Entry{
		{"/tai-khoan", "i-user", "Hồ sơ", "Profile", policy.OwnAccount},
		{"/tai-khoan/don-hang", "i-box", "Đơn đã đặt", "Orders", policy.OwnAccount},
		{"/tai-khoan/dia-chi", "i-place", "Sổ địa chỉ", "Addresses", policy.OwnAccount},
		{"/tai-khoan/bao-mat", "i-verify", "Bảo mật", "Security", policy.OwnAccount},
		{"/tai-khoan/thong-bao", "i-bell", "Thông báo", "Notices", policy.OwnAccount},
		{"/tai-khoan/to-chuc", "i-people", "Tổ chức", "Organizations", policy.OwnAccount},
		{"/tai-khoan/du-lieu", "i-file", "Dữ liệu của tôi", "My data", policy.OwnAccount},
	}
}
