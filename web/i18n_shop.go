package web

type basketMessages struct {
	Title, NotDone                                       string
	TakenHeading, TakenSay                               string
	SentFrom, SentArrives, GoneSeller                    string
	Each, TakeRest, GoneLine, SoldOutLine, ShortLine     string
	ScarceHeading, ScarceOne, ScarceMany                 string
	LapsedHeading, LapsedOne, LapsedMany                 string
	GoneHeading, GoneSay                                 string
	ClosedLine, ClosedHeading, ClosedSay                 string
	QuantityOf, Quantity, Fewer, More, Update            string
	Remove, DeliverTo, Choose, Reckon                    string
	Sum, GoodsOne, GoodsMany, FeeFrom, FeeFromChilled    string
	ByMail, Fee, FeeUnknown, Total, TotalGoods           string
	FeesIn, FeesOut, Checkout, Several, Mend             string
	EmptyHeading, EmptySay, EmptyAll, EmptyMap, EmptyTry string
}

type checkoutMessages struct {
	Title, WrongOne, WrongMany, Kept                     string
	Recipient, Name, Phone, PhoneHint, Email, EmailHint  string
	Optional, Address, Province, ChooseProvince, Change  string
	Commune, CommuneHint, CommuneUnknown, CommuneWhich   string
	Street, Note, Ship, ShipPlain, ShipChilled, ShipMail string
	Card, CardHint                                       string
	ShipMailSay, ShipChoose, Pay, PayCash, PayCashSay    string
	PayCashMany, PayTransfer, PayTransferSay, CashLimit  string
	After, AfterMany, Go, GoTotal, Yours, EditBasket     string
	ChangedHeading, ChangedSay, ChangedUnknown           string
	FeeHeading, FeeSay                                   string
	RefusedHeading, TwiceHeading, TwiceSay, BusyHeading  string
	BusySay, TakeRest, DropLine                          string
}

type orderMessages struct {
	LookupTitle, LookupSay, Code, CodeHint, Phone, Open         string
	ClosedHeading, ClosedSay, Crumb, Title, Placed              string
	PayHeading, PayBefore, QRLabel, QRHint, Bank, Number        string
	Holder, Amount, Purpose, CopyNumber, CopyAmount             string
	CopyPurpose, Copied, Look, ToCash, Underpaid                string
	RefundHeading, RefundSay, DueHeading, DueSay, PaidHeading   string
	PaidSay, ExpiredHeading, ExpiredSay, NotOwedHeading         string
	NotOwedSay, Where, StepPlaced, StepPay, StepPaid            string
	StepPayNote, StepToCash, StepConfirm, StepConfirmed         string
	StepConfirmNote, StepShip, StepShipped, StepShipNote        string
	StepDeliver, StepDelivered, Expected, Until                 string
	StatusAwaiting, StatusPending, StatusConfirmed              string
	StatusShipped, StatusDelivered, StatusReturned              string
	StatusCancelled, ReasonBuyer, ReasonUnpaid, ReasonSeller    string
	StatusPacked, StepPackedNote, ReasonStock                   string
	ReasonCertificate, Fallen, Lapsed, LapsedAlone, GiveUp      string
	OneOrder, Several, To, Note, Cancel, CancelOne, CancelTitle string
	Card                                                        string
	CancelSay, CancelRefund, CancelYes, CancelNo, Print         string
}

type feesMessages struct {
	Title, Lead, Zone, FirstWeight, StepWeight, Time, Days string
	Within, WithinSay, Region, RegionSay, Across           string
	AcrossSay, Chilled, PerMaker, Voucher, Remember        string
}
