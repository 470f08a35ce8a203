package web

var (
	basketVI = basketMessages{
		Title: "Giỏ hàng", NotDone: "Chưa làm được",
		TakenHeading: "Đã bỏ khỏi giỏ", TakenSay: "%s không còn bán: chứng nhận %s không còn hiệu lực.",
		SentFrom: "Gửi từ %s", SentArrives: "Gửi từ %s, đến %s", GoneSeller: "Không còn bán",
		Each: "%s mỗi món", TakeRest: "Lấy %s", GoneLine: "Quy cách này không còn bán", SoldOutLine: "Tạm hết hàng", ShortLine: "Chỉ còn %s",
		ScarceHeading: "Có món không còn đủ hàng", ScarceOne: "%s không còn đủ như bạn muốn. Lấy ít hơn hoặc bỏ ra, rồi đặt.", ScarceMany: "%s món không còn đủ như bạn muốn. Lấy ít hơn hoặc bỏ ra, rồi đặt.",
		LapsedHeading: "Có món vừa mất chứng nhận", LapsedOne: "%s không còn chứng nhận nên chưa bán được. Chúng tôi không tính món này vào tổng.", LapsedMany: "%s món không còn chứng nhận nên chưa bán được. Chúng tôi không tính chúng vào tổng.",
		ClosedLine: "Người bán chưa mở bán", ClosedHeading: "Có món chưa mở bán", ClosedSay: "Người bán đang xác minh danh tính nên chưa bán. Chúng tôi không tính vào tổng.",
		GoneHeading: "Có món không còn bán", GoneSay: "Người bán đã ngừng bán quy cách này. Chúng tôi không tính vào tổng.",
		QuantityOf: "Số lượng %s", Quantity: "Số lượng", Fewer: "Bớt một", More: "Thêm một", Update: "Cập nhật",
		Remove: "Bỏ", DeliverTo: "Giao đến", Choose: "Chọn tỉnh, thành", Reckon: "Tính phí",
		Sum: "Tổng cộng", GoodsOne: "Tiền hàng (%s món)", GoodsMany: "Tiền hàng (%s món)", FeeFrom: "Giao từ %s", FeeFromChilled: "Giao từ %s, giữ lạnh",
		ByMail: "Gửi qua thư điện tử", Fee: "Phí giao", FeeUnknown: "chọn nơi giao", Total: "Tổng", TotalGoods: "Tạm tính",
		FeesIn: "gồm phí giao %s", FeesOut: "chưa gồm phí giao", Checkout: "Đặt hàng", Several: "%s người bán nên thành %s đơn, giao riêng từng đơn. Bạn đặt một lần.", Mend: "Sửa món thiếu hàng trước, rồi đặt.",
		EmptyHeading: "Giỏ hàng còn trống", EmptySay: "Món nào bạn thêm vào sẽ nằm ở đây, kể cả khi bạn đóng trang và quay lại sau.", EmptyAll: "Xem mọi sản phẩm", EmptyMap: "Chọn theo tỉnh, thành", EmptyTry: "Nhiều người chọn",
	}
	checkoutVI = checkoutMessages{
		Title: "Đặt hàng", WrongOne: "Còn %s chỗ cần sửa", WrongMany: "Còn %s chỗ cần sửa", Kept: "Những gì bạn đã gõ vẫn còn nguyên.",
		Recipient: "Người nhận", Name: "Họ và tên", Phone: "Số điện thoại", PhoneHint: "Người giao sẽ gọi số này", Email: "Thư điện tử", EmailHint: "Để nhận mã đơn và báo giao",
		Optional: "không bắt buộc", Address: "Giao đến", Province: "Tỉnh, thành", ChooseProvince: "Chọn tỉnh, thành", Change: "Đổi tỉnh",
		Commune: "Xã, phường", CommuneHint: "Gõ tên, có dấu hay không đều được", CommuneUnknown: "Không có xã, phường nào tên “%s” ở %s. Gõ lại, hoặc chọn tỉnh khác.", CommuneWhich: "“%s” là nơi nào? Chọn một nơi bên dưới.",
		Street: "Số nhà, đường, thôn", Note: "Lời nhắn cho người giao", Card: "Lời trên thiệp kèm hàng", CardHint: "Khi gửi tặng: người bán in thiệp, để trong kiện.", Ship: "Cách giao", ShipPlain: "Giao thường", ShipChilled: "Giao lạnh", ShipMail: "Gửi qua thư điện tử",
		ShipMailSay: "phiếu, không mất phí", ShipChoose: "chọn tỉnh, thành để biết phí và ngày đến", Pay: "Trả tiền", PayCash: "Khi nhận hàng", PayCashSay: "Trả tiền mặt cho người giao",
		PayCashMany: "Trả tiền mặt cho người giao, %s lần theo từng đơn", PayTransfer: "Chuyển khoản VietQR", PayTransferSay: "Mã QR hiện sau khi đặt. Hàng giữ cho bạn %s phút.", CashLimit: "Đơn trên %s chỉ nhận chuyển khoản.",
		After: "Bấm “Đặt hàng” xong, bạn nhận mã đơn. Người bán xác nhận trong ngày; trước khi họ gói, bạn hủy được không mất phí.", AfterMany: "Bấm “Đặt hàng” xong, bạn nhận mã đơn. %s người bán xác nhận trong ngày; trước khi họ gói, bạn hủy được không mất phí.",
		Go: "Đặt hàng", GoTotal: "Đặt hàng, %s", Yours: "Đơn của bạn", EditBasket: "Sửa giỏ hàng",
		ChangedHeading: "Tổng tiền vừa thay đổi, chưa đặt gì", ChangedSay: "Lúc nãy là %s, bây giờ là %s. Xem lại bên dưới; nếu đồng ý, bấm đặt lần nữa.", ChangedUnknown: "Xem lại tổng bên dưới; nếu đồng ý, bấm đặt lần nữa.",
		FeeHeading: "Đã cộng phí giao, chưa đặt gì", FeeSay: "Gồm phí giao đến tỉnh bạn chọn, tổng là %s. Nếu đồng ý, bấm đặt lần nữa.",
		RefusedHeading: "Chưa đặt được, chưa mất gì", TwiceHeading: "Đơn này đã đặt rồi", TwiceSay: "Mỗi lần mở trang chỉ đặt một đơn. Tra đơn vừa đặt bằng mã và số điện thoại; muốn mua thêm, hãy thêm món vào giỏ.", BusyHeading: "Chợ đang bận, chưa đặt gì",
		BusySay: "Chúng tôi chưa ghi được đơn. Những gì bạn gõ vẫn còn; xin bấm đặt lại sau ít giây.", TakeRest: "Lấy %s %s", DropLine: "Bỏ %s",
	}
	orderVI = orderMessages{
		LookupTitle: "Tra đơn hàng", LookupSay: "Cần mã đơn và số điện thoại đã ghi khi đặt.", Code: "Mã đơn", CodeHint: "Ví dụ OC-7KM4-XQ2P, ở trang đặt hàng và trong thư", Phone: "Số điện thoại", Open: "Xem đơn",
		ClosedHeading: "Xác nhận là đơn của bạn", ClosedSay: "Thiết bị này chưa mở đơn ấy. Ghi số điện thoại đã dùng khi đặt.", Crumb: "Đơn hàng", Title: "Đơn %s", Placed: "Đặt lúc %s. Lưu mã này cùng số điện thoại để tra lại.",
		PayHeading: "Chuyển %s", PayBefore: "Trước %s. Quá giờ, hàng trả lại kho và bạn không mất gì.", QRLabel: "Mã VietQR chuyển %s, nội dung %s", QRHint: "Mở ứng dụng ngân hàng, chọn quét mã", Bank: "Ngân hàng", Number: "Số tài khoản",
		Holder: "Chủ tài khoản", Amount: "Số tiền", Purpose: "Nội dung", CopyNumber: "Chép số tài khoản", CopyAmount: "Chép số tiền",
		CopyPurpose: "Chép nội dung", Copied: "Đã chép", Look: "Xem tiền đã về chưa", ToCash: "Đổi sang trả khi nhận", Underpaid: "Đã nhận %s, còn thiếu %s.",
		RefundHeading: "Chúng tôi hoàn lại bạn %s", RefundSay: "Tiền về tài khoản đã chuyển, trong 2 ngày làm việc.", DueHeading: "Trả %s khi nhận hàng", DueSay: "Trả tiền mặt cho người giao, theo từng đơn.", PaidHeading: "Đã nhận %s",
		PaidSay: "Bạn không phải trả gì thêm khi nhận hàng.", ExpiredHeading: "Quá giờ chuyển khoản", ExpiredSay: "Hàng đã trả lại kho, bạn không mất gì. Nếu tiền đã đi, chúng tôi hoàn lại.", NotOwedHeading: "Không phải trả gì",
		NotOwedSay: "Đơn đã hủy trước khi trả tiền.", Where: "Đơn đang ở đâu", StepPlaced: "Đã đặt", StepPay: "Chuyển khoản", StepPaid: "Đã nhận tiền",
		StepPayNote: "Tự báo khi tiền về, thường trong một phút", StepToCash: "Đổi sang trả khi nhận", StepConfirm: "Người bán xác nhận", StepConfirmed: "Người bán đã xác nhận",
		StepConfirmNote: "Thường trong ngày; trước đó bạn hủy được", StepShip: "Gói và gửi", StepShipped: "Đã gửi đi", StepShipNote: "Người bán đang gói hàng",
		StepDeliver: "Đến tay bạn", StepDelivered: "Đã nhận", Expected: "dự kiến %s", Until: "đến %s",
		StatusAwaiting: "Chờ chuyển khoản", StatusPending: "Chờ người bán xác nhận", StatusConfirmed: "Người bán đang gói",
		StatusShipped: "Đang giao", StatusDelivered: "Đã nhận", StatusReturned: "Đã trả lại",
		StatusCancelled: "Đã hủy", ReasonBuyer: "Bạn đã hủy", ReasonUnpaid: "Không có chuyển khoản trước giờ hẹn", ReasonSeller: "Người bán không giao được",
		StatusPacked: "Đã gói, chờ xe", StepPackedNote: "Đã gói xong, chờ người giao đến lấy", ReasonStock: "Người bán hết hàng",
		ReasonCertificate: "Một sản phẩm không còn chứng nhận OCOP", Fallen: "Đã bỏ khỏi đơn ngày %s, vì không còn chứng nhận OCOP: %s. Bạn không trả tiền món này.",
		Lapsed: "Chứng nhận OCOP của %s không còn. Bạn vẫn muốn nhận thì không cần làm gì; không thì bỏ món này, phần còn lại vẫn giao.", GiveUp: "Không lấy món này nữa",
		LapsedAlone: "Chứng nhận OCOP của %s không còn. Bạn vẫn muốn nhận thì không cần làm gì; không thì bấm đây, đơn này được hủy và bạn không phải trả.",
		OneOrder:    "Hàng trong đơn", Several: "%s đơn nhỏ", To: "Giao đến", Note: "Lời nhắn", Card: "Thiệp kèm hàng", Cancel: "Hủy đơn", CancelOne: "Hủy đơn nhỏ này", CancelTitle: "Hủy đơn %s?",
		CancelSay: "Hàng trả lại người bán, bạn không mất phí. Không lấy lại được đơn đã hủy.", CancelRefund: "Chúng tôi hoàn lại phần bạn đã chuyển (%s). Không lấy lại được đơn đã hủy.", CancelYes: "Hủy đơn", CancelNo: "Giữ đơn", Print: "In đơn",
	}
	feesVI = feesMessages{
		Title: "Phí giao hàng", Lead: "Phí tính theo nơi gửi, nơi nhận và cân nặng cả bao bì. Bạn thấy đúng số tiền trước khi đặt.", Zone: "Giao", FirstWeight: "Đến %s", StepWeight: "Mỗi %s thêm", Time: "Nhận sau", Days: "%s đến %s ngày",
		Within: "Trong tỉnh", WithinSay: "nơi gửi và nơi nhận cùng tỉnh, thành", Region: "Trong miền", RegionSay: "tỉnh khác cùng miền Bắc, Trung hoặc Nam", Across: "Khác miền",
		AcrossSay: "từ miền này sang miền kia", Chilled: "Kiện phải giữ lạnh thêm %s.", PerMaker: "Mỗi người bán gửi một kiện, nên mua của nhiều người bán thì trả phí cho từng kiện.", Remember: "Nhớ nơi này", Voucher: "Phiếu du lịch gửi qua thư điện tử, không mất phí.",
	}
)
