package policy

// What is done at a producer's desk.
const (
	SellerDesk   Action = "seller.desk"   // see today, sales, certificates
	ProductRead  Action = "product.read"  // see the item sheet
	ProductEdit  Action = "product.edit"  // change it
	OrderFulfil  Action = "order.fulfil"  // see orders of the producer, pack and send them
	StockRead    Action = "stock.read"    // see stock and its ledger
	StockEdit    Action = "stock.edit"    // move, count, receive
	LotEdit      Action = "lot.edit"      // lots and labels
	ImportSheets Action = "seller.import" // import and undo
)

func sellerRules() map[Action]Rule {
	return map[Action]Rule{
		SellerDesk:   {Roles: sellers(), Own: true},
		ProductRead:  {Roles: sellers(), Own: true, Scope: "products:read"},
		ProductEdit:  {Roles: sellers(), Own: true},
		OrderFulfil:  {Roles: sellers(), Own: true, Scope: "orders:read"},
		StockRead:    {Roles: sellers(), Own: true, Scope: "stock:read"},
		StockEdit:    {Roles: sellers(), Own: true},
		LotEdit:      {Roles: sellers(), Own: true, Scope: "lots:write"},
		ImportSheets: {Roles: sellers(), Own: true},
	}
}
