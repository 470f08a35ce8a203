package web

var (
	basketEN = basketMessages{
		Title: "Basket", NotDone: "That didn’t work",
		TakenHeading: "Taken out of your basket", TakenSay: "%s is not sold any more: certificate %s is no longer valid.",
		SentFrom: "Sent from %s", SentArrives: "Sent from %s, arrives %s", GoneSeller: "No longer sold",
		Each: "%s each", TakeRest: "Take %s", GoneLine: "This unit is not sold any more", SoldOutLine: "Out of stock", ShortLine: "Only %s left",
		ScarceHeading: "There is not enough of something", ScarceOne: "There is not enough of %s. Take fewer or remove it, then order.", ScarceMany: "There is not enough of %s products. Take fewer or remove them, then order.",
		LapsedHeading: "Something lost its certificate", LapsedOne: "%s has no valid certificate now, so it can’t be sold. It is not in the total.", LapsedMany: "%s products have no valid certificate now, so they can’t be sold. They are not in the total.",
		ClosedLine: "The seller has not opened yet", ClosedHeading: "Something is not on sale yet", ClosedSay: "The seller is verifying who they are and does not sell yet. It is not in the total.",
		GoneHeading: "Something is not sold any more", GoneSay: "The seller no longer offers this unit. It is not in the total.",
		QuantityOf: "Quantity of %s", Quantity: "Quantity", Fewer: "One fewer", More: "One more", Update: "Update",
		Remove: "Remove", DeliverTo: "Deliver to", Choose: "Choose a province", Reckon: "Show fees",
		Sum: "Summary", GoodsOne: "Goods (%s item)", GoodsMany: "Goods (%s items)", FeeFrom: "Delivery from %s", FeeFromChilled: "Delivery from %s, kept cold",
		ByMail: "Sent by e-mail", Fee: "Delivery", FeeUnknown: "choose a place", Total: "Total", TotalGoods: "Subtotal",
		FeesIn: "with %s for delivery", FeesOut: "without delivery", Checkout: "Check out", Several: "%s sellers make %s orders, each delivered by itself. You order once.", Mend: "Mend what is scarce first, then order.",
		EmptyHeading: "Your basket is empty", EmptySay: "What you add stays here, even if you close the page and come back later.", EmptyAll: "See all products", EmptyMap: "Choose by province", EmptyTry: "Many people choose",
	}
	checkoutEN = checkoutMessages{
		Title: "Check out", WrongOne: "%s field needs mending", WrongMany: "%s fields need mending", Kept: "All that you typed is still there.",
		Recipient: "Recipient", Name: "Full name", Phone: "Phone number", PhoneHint: "The carrier calls this number", Email: "E-mail", EmailHint: "For the order’s code and news of it",
		Optional: "optional", Address: "Deliver to", Province: "Province or city", ChooseProvince: "Choose a province", Change: "Change province",
		Commune: "Commune or ward", CommuneHint: "Type its name, with or without marks", CommuneUnknown: "There is no commune or ward “%s” in %s. Type it again, or choose another province.", CommuneWhich: "Which place is “%s”? Choose one below.",
		Street: "House number, street, hamlet", Note: "Note for the carrier", Card: "Words on a card", CardHint: "For a present: the seller prints a card and puts it in.", Ship: "Delivery", ShipPlain: "Standard", ShipChilled: "Kept cold", ShipMail: "By e-mail",
		ShipMailSay: "a voucher, free of charge", ShipChoose: "choose a province to see fee and day", Pay: "Payment", PayCash: "On delivery", PayCashSay: "In cash to the carrier",
		PayCashMany: "In cash to the carrier, %s times, order by order", PayTransfer: "Bank transfer by VietQR", PayTransferSay: "The QR code appears after ordering. We hold the goods for %s minutes.", CashLimit: "Orders above %s are paid by transfer only.",
		After: "After “Check out” you get the order’s code. The seller confirms within the day; until they pack, you can cancel free of charge.", AfterMany: "After “Check out” you get the order’s code. All %s sellers confirm within the day; until they pack, you can cancel free of charge.",
		Go: "Place the order", GoTotal: "Place the order, %s", Yours: "Your order", EditBasket: "Change the basket",
		ChangedHeading: "The total has just changed; nothing was ordered", ChangedSay: "It was %s and is %s now. Look below; if you agree, order again.", ChangedUnknown: "Look at the total below; if you agree, order again.",
		FeeHeading: "Delivery is added now; nothing was ordered yet", FeeSay: "With delivery to the province you chose the total is %s. If you agree, order again.",
		RefusedHeading: "Not ordered yet, nothing was lost", TwiceHeading: "This was ordered already", TwiceSay: "A page orders once. Find that order by its code and phone number; to buy more, add something to the basket.", BusyHeading: "The market is busy; nothing was ordered",
		BusySay: "We could not write the order down. What you typed is still here; please order again in a few seconds.", TakeRest: "Take %s of %s", DropLine: "Remove %s",
	}
	orderEN = orderMessages{
		LookupTitle: "Find an order", LookupSay: "You need the order’s code and the phone number given with it.", Code: "Order code", CodeHint: "Such as OC-7KM4-XQ2P, from the order’s page or mail", Phone: "Phone number", Open: "Show the order",
		ClosedHeading: "Confirm that it is yours", ClosedSay: "This device has not opened that order. Enter the phone number given with it.", Crumb: "Orders", Title: "Order %s", Placed: "Placed at %s. Keep this code and your phone number to find it again.",
		PayHeading: "Transfer %s", PayBefore: "Before %s. After that the goods go back on the shelf and you lose nothing.", QRLabel: "VietQR code for %s, message %s", QRHint: "Open your banking app and scan", Bank: "Bank", Number: "Account number",
		Holder: "Account holder", Amount: "Amount", Purpose: "Message", CopyNumber: "Copy the account number", CopyAmount: "Copy the amount",
		CopyPurpose: "Copy the message", Copied: "Copied", Look: "Has the money arrived?", ToCash: "Pay on delivery instead", Underpaid: "%s arrived, %s is missing.",
		RefundHeading: "We pay %s back to you", RefundSay: "It goes to the account it came from, within 2 working days.", DueHeading: "Pay %s on delivery", DueSay: "In cash to the carrier, order by order.", PaidHeading: "%s arrived",
		PaidSay: "There is nothing more to pay on delivery.", ExpiredHeading: "The time for the transfer is over", ExpiredSay: "The goods went back on the shelf; you lose nothing. If money was sent, we pay it back.", NotOwedHeading: "Nothing to pay",
		NotOwedSay: "The order was cancelled before it was paid.", Where: "Where it is", StepPlaced: "Placed", StepPay: "Transfer", StepPaid: "Money arrived",
		StepPayNote: "Noticed by itself, usually within a minute", StepToCash: "Changed to cash on delivery", StepConfirm: "The seller confirms", StepConfirmed: "The seller confirmed",
		StepConfirmNote: "Usually within the day; until then you can cancel", StepShip: "Packed and sent", StepShipped: "Sent", StepShipNote: "The seller is packing",
		StepDeliver: "In your hands", StepDelivered: "Delivered", Expected: "expected %s", Until: "until %s",
		StatusAwaiting: "Awaiting transfer", StatusPending: "Waiting for the seller", StatusConfirmed: "Being packed",
		StatusShipped: "On its way", StatusDelivered: "Delivered", StatusReturned: "Returned",
		StatusCancelled: "Cancelled", ReasonBuyer: "You cancelled", ReasonUnpaid: "No transfer came in time", ReasonSeller: "The seller can’t deliver",
		StatusPacked: "Packed", StepPackedNote: "Packed, and waiting for the carrier", ReasonStock: "The seller ran out of it",
		ReasonCertificate: "A product lost its OCOP certificate", Fallen: "Taken out on %s, since its OCOP certificate was lost: %s. You do not pay for it.",
		Lapsed: "%s has lost its OCOP certificate. If you still want it, there is nothing to do; if not, take it out and the rest still comes.", GiveUp: "I don’t want it any more",
		LapsedAlone: "%s has lost its OCOP certificate. If you still want it, there is nothing to do; if not, press here: this order is cancelled and you owe nothing for it.",
		OneOrder:    "In this order", Several: "%s orders", To: "Deliver to", Note: "Note", Card: "On the card", Cancel: "Cancel the order", CancelOne: "Cancel this part", CancelTitle: "Cancel order %s?",
		CancelSay: "The goods go back to the seller, at no cost to you. A cancelled order can’t be taken up again.", CancelRefund: "We pay back what you transferred (%s). A cancelled order can’t be taken up again.", CancelYes: "Cancel it", CancelNo: "Keep it", Print: "Print",
	}
	feesEN = feesMessages{
		Title: "Delivery fees", Lead: "Fees depend on where it is sent from and to, and on the weight with packaging. You see the exact sum before you order.", Zone: "Delivery", FirstWeight: "Up to %s", StepWeight: "Each further %s", Time: "Arrives in", Days: "%s to %s days",
		Within: "Within the province", WithinSay: "sent and received in the same province", Region: "Within the region", RegionSay: "another province of the north, centre or south", Across: "Across regions",
		AcrossSay: "from one region to another", Chilled: "A parcel that must stay cold costs %s more.", PerMaker: "Every seller sends a parcel of their own, so each parcel has its fee.", Remember: "Remember it", Voucher: "Travel vouchers come by e-mail, free of charge.",
	}
)
