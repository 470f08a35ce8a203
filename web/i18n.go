package web

import "fmt"

// Messages are all words of the pages in one language, typed so that a missing
// key does not compile and a missing text fails a test. Texts with % are formats.
type Messages struct {
	Common   commonMessages
	Home     homeMessages
	List     listMessages
	Product  productMessages
	Producer producerMessages
	Place    placeMessages
	Verify   verifyMessages
	State    stateMessages
	Error    errorMessages
	Basket   basketMessages
	Checkout checkoutMessages
	Order    orderMessages
	Fees     feesMessages
}

// messages returns the texts of a language; they are shared and never modified.
func (l Lang) messages() *Messages {
	if l == EN {
		return english
	}
	return vietnamese
}

// plural chooses between the words for one and for many, and puts the number in.
func (l Lang) plural(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf(one, l.Num(n))
	}
	return fmt.Sprintf(many, l.Num(n))
}

// Products counts products in words: "3.812 sản phẩm".
func (l Lang) Products(n int) string {
	m := l.messages().Common
	return l.plural(n, m.ProductOne, m.ProductMany)
}

type commonMessages struct {
	Tagline, Skip                                                         string
	SearchLabel, SearchHint, Search, SearchClose                          string
	Mine, DeliverTo, DeliverChoose, Orders, Basket, BasketItems           string
	Account, Me, FootSell, FootDesk, FootSignUp                           string
	Groups, Map, Verify, VerifyShort, Home, Browse, QuickNav, Breadcrumbs string
	FootSay, FootBuy, FootAll, FootPlaces, FootShipping                   string
	FootCertificates, FootVerify, Confirmed, NeverConfirmed               string
	OtherLanguage                                                         string
	ProductOne, ProductMany                                               string
	Food, Drinks, Herbs, Handicrafts, Ornamental, Tourism                 string
	OtherGroup                                                            string
	Company, Cooperative, CooperativeGroup, Household                     string
	Ward, Commune, SpecialZone                                            string
	Stars, OCOPStars, BadgeAlt                                            string
	AddNamed, SoldOut, NotSold, NoOffer, NotOpen                          string
	Suggestions, SuggestSearch, SuggestProducts, SuggestKeys              string
	Close, Previous, Next, PageWord, Pages                                string
}

type homeMessages struct {
	Title, Description, Heading, Lead, Season, SeasonAll       string
	SixGroups, New, NewAll, EachPlace, EachPlaceSay, AllPlaces string
	OpenMap, InHand, InHandSay, Number, Check, Makers          string
	MakerProducts, MakerProductOne, Months                     string
}

type listMessages struct {
	Title, Description, Heading, HeadingQuery, Filter                    string
	CloseFilter, Stars, Group, Province                                  string
	AllProvinces, Price, From, To, FromLabel, ToLabel                    string
	Other, InStock, Chilled, Traced, Show, ShowNone                      string
	Chips, Remove, RemoveAll, Under, Over, Between                       string
	Sort, SortGo, Relevance, Popular, Newest, PriceUp                    string
	PriceDown, StarsDown, NameUp                                         string
	EmptyHeading, EmptyFilters, EmptyQuery, EmptyTried                   string
	RemoveFilters, SeeWithout, SeeAll, Near, Corrected, CorrectedInstead string
	Dropped, SearchDown, SearchDownSay, BadPrice, TooFar                 string
}

type productMessages struct {
	Gallery, NoPhoto, PhotoN                                  string
	Certificate, Until, PriceFor, TaxIn, Unit                 string
	Quantity, Fewer, More, Add, OutOfStock, Left              string
	ManyLeft, Fee, FeeChilled, FeeChoose, FeeShow             string
	FeeFrom, FeeDays, Pay, Story, StoryFallback, About        string
	MakerAll, MakerSince, MakerMembers, Facts, Ingredients    string
	Allergens, Weight, Storage, ShelfLife, Barcode, Group     string
	RegistryName, RegistryPlace                               string
	Using, ValidFor                                           string
	Origin, Before, CertificateBox, Number, Decision, Issuer  string
	Rank, RankPoints, Validity, Checked, Earlier, EarlierItem string
	Trace, TraceSay, TraceAlt, TraceCode, TraceWrong          string
	SameMaker, SameMakerAll, SameKind, Description            string
	NoSale, NoOfferSay, NotOpenSay, Gross                     string
}

type producerMessages struct {
	Products, ProductsOne, Starred, StarredAll, Kind, KindSince string
	PlaceOf, Members, Address, Phone, Email, Person             string
	Story, Description, Lead, Nothing                           string
}

type placeMessages struct {
	Title, Description, Heading, Legend, Map, List       string
	Region1, Region2, Region3, Region4, Region5, Region6 string
	Including, IslandHoangSa, IslandTruongSa, AndHoangSa string
	AndTruongSa, Sea, LegendLabel, Under, FromCount      string
	ProvinceTitle, ProvinceDescription, ProvinceLead     string
	ByGroup, Popular, SeeAll, SeeAllSorted               string
	Makers, Nearby, Empty                                string
}

type verifyMessages struct {
	Title, Description, Heading, Label, Hint, Check         string
	Result, NotFoundTag, NotFound, NotFoundSay, NotFoundTry string
	Number, Rank, RankPoints, Decision, DecisionOf          string
	Issuer, InForce, InForceSpan, Confirmed, Reason, Once   string
	OnceSay, DecidedBy, SeeProduct, Print, History, Reading string
	ReadValid, ReadExpiring, ReadExpired, ReadRevoked       string
	ReadUnknown, ReadSuspended, TraceCode, Barcode          string
	ActIssue, ActRenew, ActSuspend, ActReinstate, ActRevoke string
	ActWithdraw, ActOther, DecisionNumber                   string
	InEffectFrom, Scan, Report, ReportLost, ReportFalse     string

	// Reasons that we write ourselves where the register names none.
	ReasonUnsaid, ReasonMissing                     string
	GTINTitle, GTINSay, GTINUnknown, GTINUnknownSay string
}

type stateMessages struct {
	Valid, Expiring, Expired, Suspended                    string
	Revoked, Withdrawn, Unknown                            string
	BadgeValid, BadgeExpiring, MonthsOne, Months, DaysLeft string
	LineExpired, LineSuspended, LineRevoked, LineWithdrawn string
	LineUnknown, LineBy, ShortExpired, ShortSuspended      string
	ShortRevoked, ShortWithdrawn, ShortUnknown             string
	SayExpired, SaySuspended, SayRevoked, SayWithdrawn     string
	SayUnknown                                             string
}

type errorMessages struct {
	Code, CodeOnly                                          string
	NotFound, NotFoundSay, Gone, GoneSay, Failed, FailedSay string
	Overloaded, OverloadedSay, Limited, LimitedSay          string
	BadRequest, BadRequestSay, Forbidden, ForbiddenSay      string
	Refused, Away                                           string
	TooLarge, TooLargeSay, Method, MethodSay                string
	Again, ToHome, ToList, Otherwise, OtherwiseSay          string
}
