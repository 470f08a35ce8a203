package policy

// What is done at a producer's desk.
const (
	SellerDesk   Action = "seller.desk"    // see today, sales, certificates
	ProductRead  Action = "product.read"   // see the item sheet
	ProductEdit  Action = "product.edit"   // change it
	OrderFulfil  Action = "order.fulfil"   // see orders of the producer, print what goes with them
	OrderAdvance Action = "order.advance"  // pack them, hand them over, call them off
	PackingSet   Action = "seller.packing" // until when parcels are packed, and who fetches them
	RenewalEdit  Action = "seller.renewal" // note how far the papers for a new certificate are
	StockRead    Action = "stock.read"     // see stock and its ledger
	StockEdit    Action = "stock.edit"     // move, count, receive
	LotEdit      Action = "lot.edit"       // lots and labels
	ImportSheets Action = "seller.import"  // import and undo
)

func sellerRules() map[Action]Rule {
	return map[Action]Rule{
		SellerDesk:   {Roles: sellers(), Own: true},
		ProductRead:  {Roles: sellers(), Own: true, Scope: "products:read"},
		ProductEdit:  {Roles: sellers(), Own: true},
		OrderFulfil:  {Roles: sellers(), Own: true, Scope: "orders:read"},
		OrderAdvance: {Roles: sellers(), Own: true, Scope: "orders:write"},
		PackingSet:   {Roles: sellers(), Own: true},
		RenewalEdit:  {Roles: sellers(), Own: true},
		StockRead:    {Roles: sellers(), Own: true, Scope: "stock:read"},
		StockEdit:    {Roles: sellers(), Own: true},
		LotEdit:      {Roles: sellers(), Own: true, Scope: "lots:write"},
		ImportSheets: {Roles: sellers(), Own: true},
	}
}
