package membership_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/memberstest"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/membership"
)

func TestClaimingByCode(t *testing.T) {
	s := open(t)
	au := s.w.Person("au")
	s.as(au)
	s.wants("the empty page", s.Get("/dang-ky/co-so"), 200, "Số chứng nhận của một sản phẩm", "Nhận cơ sở đã có trong sổ")
	s.wants("an unknown number", s.Get("/dang-ky/co-so?so=SO+1"), 200, "Sổ không có số này")
	page := s.wants("found", s.Get("/dang-ky/co-so?so=SO+CM-500/2024"), 200, memberstest.BenDoan, "2 sản phẩm", "chưa ai nhận", "n•••@example.vn", "Gửi mã")
	if strings.Contains(page.Body, "nguoi-ban-22@") || strings.Contains(page.Body, " checked") {
		t.Error("the page tells the address, or a consent is ticked beforehand")
	}
	fields := []string{"so", memberstest.BenDoanCert, "co-so", memberstest.BenDoan}
	s.wants("asking", s.Post("/dang-ky/co-so/ma", fields...), 303)
	s.w.Clock.Add(60e9)
	code := s.w.Code(au, memberstest.BenDoan)
	s.wants("sent", s.Get("/dang-ky/co-so?so=SO+CM-500/2024"), 200, "Mã sống 30 phút, còn 5 lần thử", "Gửi lại mã")
	s.wants("too short", s.Post("/dang-ky/co-so", append(fields, "ma", code[:5], "dai-dien", "1")...), 422, "Mã có 8 chữ, bạn mới gõ 5.", `value="`+code[:5]+`"`)
	s.wants("without declaring", s.Post("/dang-ky/co-so", append(fields, "ma", code)...), 422, "Xác nhận bạn là người đại diện")
	s.wants("asking again at once", s.Post("/dang-ky/co-so/ma", fields...), 422, "Đã gửi mã quá nhiều lần")
	got := s.wants("right", s.upload("/dang-ky/co-so", nil, append(fields, "ma", code, "dai-dien", "1", "hien", "1")...), 303)
	if got.Location != "/dang-ky/xac-minh" || s.Actor.Producer != memberstest.BenDoan {
		t.Errorf("led to %s as %+v", got.Location, s.Actor)
	}
	s.wants("what comes next", s.Get("/dang-ky/xac-minh"), 200, "Chưa xác minh", "Chưa mở bán", "Gửi để xác minh")
	s.as(s.w.Person("lan"))
	s.wants("for somebody else", s.Get("/dang-ky/co-so?so=SO+CM-500/2024"), 200, "đã có tổ chức nhận")
}

func TestTheShopSaysThatItIsNotOpenYet(t *testing.T) {
	s := open(t)
	s.w.Claim(s.w.Person("au"), memberstest.BenDoan)
	s.wants("the product", s.Get("/san-pham/hang-CM-500"), 200, "Chưa mở bán")
	s.wants("in English", s.Get("/en/san-pham/hang-CM-500"), 200, "Not on sale yet")
	s.wants("the list", s.Get("/san-pham"), 200)
}

func TestClaimingByPapersAndVerifying(t *testing.T) {
	s := open(t)
	au, lua := s.w.Person("au"), s.w.Officer("lua", memberstest.QuangNinh)
	s.as(au)
	fields := []string{"so", memberstest.BenDoanCert, "co-so", memberstest.BenDoan, "dai-dien", "1", "ghi-chu", "Số cũ mất rồi"}
	s.wants("without papers", s.upload("/dang-ky/co-so/giay-to", nil, fields...), 422, "Gửi kèm ít nhất một giấy tờ", "Số cũ mất rồi")
	s.wants("with a program", s.upload("/dang-ky/co-so/giay-to", map[string][]byte{"a.pdf": []byte("MZ\x90")}, fields...), 422, "không phải tệp PDF, JPEG hay PNG")
	if n := s.blobCount(); n != 0 {
		t.Errorf("%d objects left of refused forms", n)
	}
	sent := s.wants("with papers", s.upload("/dang-ky/co-so/giay-to", pdf, fields...), 303)
	s.wants("what was sent", s.Get(sent.Location), 200, "Chờ cán bộ xem", "dkkd.pdf", "Rút hồ sơ")
	s.wants("twice", s.upload("/dang-ky/co-so/giay-to", pdf, fields...), 422, "Bạn đã gửi giấy tờ")
	if n := s.blobCount(); n != 1 {
		t.Errorf("%d objects for one paper", n)
	}
	id := strings.TrimPrefix(sent.Location, "/dang-ky/ho-so/")
	s.as(lua)
	s.wants("the queue", s.Get("/can-bo/chu-the"), 200, memberstest.BenDoan, "Bà au", "Tôi giữ")
	s.wants("the queue as a file", s.Get("/can-bo/chu-the/xuat?dang=csv"), 200, "\ufeffCơ sở,", memberstest.BenDoan)
	s.wants("the case", s.Get("/can-bo/chu-the/"+id), 200, "nguoi-ban-22@example.vn", "Số cũ mất rồi", "Trả lời người gửi", "dkkd.pdf")
	s.wants("taking it", s.Post("/can-bo/chu-the/"+id+"/giu", "ai", lua.Person), 303)
	s.wants("who holds it", s.Get("/can-bo/chu-the"), 200, "<b>bạn</b>")
	s.wants("refusing without a word", s.Post("/can-bo/chu-the/"+id, "quyet-dinh", "refused"), 422, "Ghi lý do")
	s.wants("asking for more", s.Post("/can-bo/chu-the/"+id, "quyet-dinh", "incomplete", "ly-do", "Thiếu giấy chứng nhận OCOP."), 303)
	s.as(au)
	s.wants("what is missing", s.Get(sent.Location), 200, "Thiếu giấy chứng nhận OCOP.", "Gửi bổ sung")
	s.wants("nothing more", s.upload(sent.Location+"/bo-sung", nil), 422, "Gửi kèm ít nhất một giấy tờ")
	s.wants("more", s.upload(sent.Location+"/bo-sung", pdf, "ghi-chu", "đây ạ"), 303)
	s.as(lua)
	s.wants("accepting", s.Post("/can-bo/chu-the/"+id, "quyet-dinh", "accepted"), 303)
	s.wants("accepting twice", s.Post("/can-bo/chu-the/"+id, "quyet-dinh", "accepted"), 422, "sang bước khác")
	org, err := s.w.Members.OfProducer(t.Context(), memberstest.BenDoan)
	if err != nil {
		t.Fatal(err)
	}
	verify(t, s, s.w.As(au.Person, org.ID), lua)
}

// verify goes through the verification of an identity, and takes it back.
func verify(t *testing.T, s *site, owner, officer policy.Actor) {
	t.Helper()
	s.as(owner)
	form := []string{"nguoi-dai-dien", "Vũ Thị Hải Âu", "ma-so-thue", "12", "dung-that", "1"}
	s.wants("a wrong tax code", s.upload("/dang-ky/xac-minh", pdf, form...), 422, "Mã số thuế có 10 hoặc 13 chữ số", `value="Vũ Thị Hải Âu"`)
	form[3] = "5700123456"
	s.wants("sending", s.upload("/dang-ky/xac-minh", pdf, form...), 303)
	s.wants("waiting", s.Get("/dang-ky/xac-minh"), 200, "Hồ sơ đang chờ cán bộ xem")
	s.wants("twice", s.upload("/dang-ky/xac-minh", pdf, form...), 422, "đang chờ cán bộ xem")
	c, err := s.w.Review.OfSubject(t.Context(), "identity/"+owner.Org)
	if err != nil {
		t.Fatal(err)
	}
	s.as(officer)
	s.wants("accepting", s.Post("/can-bo/chu-the/"+c.ID, "quyet-dinh", "accepted"), 303)
	if s.w.Closed(memberstest.BenDoan) {
		t.Error("still closed after it was verified")
	}
	s.as(s.w.As(owner.Person, owner.Org))
	s.wants("verified", s.Get("/dang-ky/xac-minh"), 200, "Đã xác minh", "Hàng của bạn đang mở bán")
	s.as(officer)
	s.wants("taking it back without a word", s.Post("/can-bo/chu-the/"+c.ID+"/thu-hoi"), 422, "Ghi lý do")
	s.wants("taking it back", s.Post("/can-bo/chu-the/"+c.ID+"/thu-hoi", "ly-do", "Giấy tờ của người khác."), 303)
	if !s.w.Closed(memberstest.BenDoan) {
		t.Error("open after the verification was taken back")
	}
}

func TestPapersAreOpenedThroughThePolicy(t *testing.T) {
	s := open(t)
	au, lan := s.w.Person("au"), s.w.Person("lan")
	s.as(au)
	sent := s.upload("/dang-ky/co-so/giay-to", pdf, "co-so", memberstest.BenDoan, "dai-dien", "1")
	files, err := s.w.Papers.OfCase(t.Context(), strings.TrimPrefix(sent.Location, "/dang-ky/ho-so/"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d papers, %v", len(files), err)
	}
	path := "/giay-to/" + files[0].ID
	halfway := s.w.Officer("hoa", memberstest.QuangNinh)
	halfway.SecondFactor = false
	for _, tt := range []struct {
		name string
		who  policy.Actor
		want int
	}{
		{"who sent it", au, 200}, {"the province's officer", s.w.Officer("lua", memberstest.QuangNinh), 200}, {"a central officer", s.w.Officer("tam", ""), 200},
		{"another province's officer", s.w.Officer("mai", memberstest.ThaiNguyen), 404}, {"somebody else", lan, 404}, {"nobody", policy.Actor{}, 303}, {"an officer without the second factor", halfway, 303},
	} {
		s.as(tt.who)
		before := audited(t, s.w.DB)
		got := s.Get(path)
		if got.Status != tt.want {
			t.Errorf("%s: status %d, want %d", tt.name, got.Status, tt.want)
		}
		if opened := audited(t, s.w.DB) - before; (opened == 1) != (tt.want == 200) {
			t.Errorf("%s: %d openings written down", tt.name, opened)
		}
		if tt.want == 200 && (got.Header.Get("X-Content-Type-Options") != "nosniff" || got.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(got.Header.Get("Content-Disposition"), "dkkd.pdf") || !strings.Contains(got.Header.Get("Cache-Control"), "no-store")) {
			t.Errorf("%s: headers %v", tt.name, got.Header)
		}
		if tt.want != 200 && strings.Contains(got.Body, "%PDF") {
			t.Errorf("%s reads the paper", tt.name)
		}
	}
}

// audited counts the openings of papers that stand in the audit log.
func audited(t *testing.T, db store.DB) (n int) {
	t.Helper()
	for raw, err := range db.Find(t.Context(), "outbox", store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		if raw.Lookup("kind").StringValue() == audit.EventEntry && raw.Lookup("payload", "action").StringValue() == string(policy.PaperOpen) {
			n++
		}
	}
	return n
}

func TestOfficersOfAnotherProvinceSeeNothing(t *testing.T) {
	s := open(t)
	s.as(s.w.Person("au"))
	sent := s.upload("/dang-ky/co-so/giay-to", pdf, "co-so", memberstest.BenDoan, "dai-dien", "1")
	id := strings.TrimPrefix(sent.Location, "/dang-ky/ho-so/")
	s.as(s.w.Officer("mai", memberstest.ThaiNguyen))
	if page := s.wants("the queue", s.Get("/can-bo/chu-the"), 200); strings.Contains(page.Body, memberstest.BenDoan) {
		t.Error("the queue shows another province's case")
	}
	s.wants("the case", s.Get("/can-bo/chu-the/"+id), 404)
	s.wants("deciding", s.Post("/can-bo/chu-the/"+id, "quyet-dinh", "accepted"), 404)
	s.wants("taking", s.Post("/can-bo/chu-the/"+id+"/giu", "ai", s.Actor.Person), 404)
	s.wants("the sender's page", s.Get(sent.Location), 404)
	if c, _ := s.w.Review.Get(t.Context(), id); c.State != review.Waiting || c.Holder != "" {
		t.Errorf("the case was touched: %+v", c)
	}
}

func TestMembersAndInvitations(t *testing.T) {
	s := open(t)
	au, lan, mai := s.w.Person("au"), s.w.Person("lan"), s.w.Person("mai")
	org := s.w.Claim(au, memberstest.BenDoan)
	owner := s.w.As(au.Person, org.ID)
	s.as(owner)
	s.wants("alone", s.Get("/tai-khoan/to-chuc"), 200, "Bà au", "Gửi lời mời", "chủ sở hữu")
	s.wants("leaving as the last owner", s.Post("/tai-khoan/to-chuc/roi", "to-chuc", org.ID), 422, "ít nhất một chủ sở hữu")
	s.wants("no address", s.Post("/tai-khoan/to-chuc/moi", "email", "lan", "vai", "staff"), 422, "Ghi một địa chỉ thư", `value="lan"`)
	s.wants("inviting", s.Post("/tai-khoan/to-chuc/moi", "email", "lan@example.vn", "vai", "staff"), 303)
	list, err := s.w.Members.Invitations(t.Context(), org.ID)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d invitations, %v", len(list), err)
	}
	path := "/loi-moi/" + list[0].ID
	s.as(mai)
	s.wants("somebody else's invitation", s.Get(path), 404)
	s.wants("accepting it", s.Post(path, "tra-loi", "nhan"), 404)
	s.as(policy.Actor{})
	s.wants("signed out", s.Get(path), 303)
	s.as(lan)
	s.wants("one's own", s.Get(path), 200, "Lời mời vào "+memberstest.BenDoan, "Nhận lời")
	got := s.wants("accepting", s.Post(path, "tra-loi", "nhan"), 303)
	if got.Location != "/ban-hang" || s.Actor.Org != org.ID || s.Actor.Member != policy.Staff {
		t.Errorf("led to %s as %+v", got.Location, s.Actor)
	}
	s.wants("accepting twice", s.Post(path, "tra-loi", "nhan"), 409)
	staff := s.Actor
	page := s.wants("as staff", s.Get("/tai-khoan/to-chuc"), 200, "Bà au")
	if strings.Contains(page.Body, "Gửi lời mời") {
		t.Error("staff may invite")
	}
	for _, tt := range []struct{ path, field, value string }{
		{"/tai-khoan/to-chuc/moi", "email", "x@example.vn"}, {"/tai-khoan/to-chuc/thanh-vien/" + org.ID + "." + au.Person, "vai", "staff"}, {"/tai-khoan/to-chuc/thanh-vien/" + org.ID + "." + au.Person + "/bo", "", ""},
	} {
		s.wants("staff at "+tt.path, s.Post(tt.path, tt.field, tt.value), 403)
	}
	s.as(owner)
	member := "/tai-khoan/to-chuc/thanh-vien/" + org.ID + "." + staff.Person
	s.wants("a role", s.Post(member, "vai", "owner"), 303)
	s.wants("a role that is none", s.Post(member, "vai", "king"), 422)
	s.wants("taking out", s.Post(member+"/bo"), 303)
	if a := s.w.As(staff.Person, org.ID); a.Org != "" {
		t.Errorf("still a member: %+v", a)
	}
}

func TestMembersOfOthersAreOutOfReach(t *testing.T) {
	s := open(t)
	au, lan := s.w.Person("au"), s.w.Person("lan")
	theirs := s.w.Claim(au, memberstest.BenDoan)
	mine := s.w.Found(members.Organization{Kind: policy.KindRetail, Name: "Siêu thị"}, lan)
	if _, err := s.w.Members.Invite(t.Context(), s.w.As(au.Person, theirs.ID), theirs.ID, "mai@example.vn", policy.Owner); err != nil {
		t.Fatal(err)
	}
	list, _ := s.w.Members.Invitations(t.Context(), theirs.ID)
	for _, who := range []policy.Actor{s.w.As(lan.Person, mine.ID), s.w.Officer("tam", "")} {
		s.as(who)
		member := "/tai-khoan/to-chuc/thanh-vien/" + theirs.ID + "." + au.Person
		s.wants("role", s.Post(member, "vai", "staff"), 404)
		s.wants("take out", s.Post(member+"/bo"), 404)
		s.wants("take back", s.Post("/tai-khoan/to-chuc/loi-moi/"+list[0].ID+"/thu"), 404)
		s.wants("switch", s.Post("/tai-khoan/doi-vai", "to-chuc", theirs.ID), 404)
		s.wants("leave", s.Post("/tai-khoan/to-chuc/roi", "to-chuc", theirs.ID), 404)
	}
	if all, _ := s.w.Members.Members(t.Context(), theirs.ID); len(all) != 1 || all[0].Role != policy.Owner {
		t.Errorf("the members were touched: %+v", all)
	}
}

func TestSwitchingIsOpen(t *testing.T) {
	s := open(t)
	au := s.w.Person("au")
	coop := s.w.Claim(au, memberstest.BenDoan)
	shop := s.w.Found(members.Organization{Kind: policy.KindRetail, Name: "Siêu thị Hoa Sim"}, au)
	s.as(s.w.As(au.Person, coop.ID))
	s.wants("both", s.Get("/tai-khoan/to-chuc"), 200, "Siêu thị Hoa Sim", memberstest.BenDoan, "đang chọn")
	for _, tt := range []struct{ org, led string }{{shop.ID, "/tai-khoan/to-chuc"}, {coop.ID, "/ban-hang"}, {"", "/tai-khoan/to-chuc"}} {
		got := s.wants("to "+tt.org, s.Post("/tai-khoan/doi-vai", "to-chuc", tt.org), 303)
		if got.Location != tt.led || s.Actor.Org != tt.org {
			t.Errorf("to %q: led to %s as %q", tt.org, got.Location, s.Actor.Org)
		}
	}
	menu, err := membership.Menu(s.w.Members)(t.Context(), s.w.As(au.Person, shop.ID))
	if err != nil || len(menu) != 3 || menu[0].Org != "" || menu[0].Current {
		t.Errorf("menu %+v, %v", menu, err)
	}
	if menu, err := membership.Menu(s.w.Members)(t.Context(), s.w.Person("lan")); err != nil || menu != nil {
		t.Errorf("somebody of no organization chooses among %+v, %v", menu, err)
	}
}

func TestConsentIsGivenAndTakenBack(t *testing.T) {
	s := open(t)
	au := s.w.Person("au")
	org := s.w.Claim(au, memberstest.BenDoan)
	s.as(s.w.As(au.Person, org.ID))
	for _, tt := range []struct {
		value string
		want  bool
	}{{"1", true}, {"", false}} {
		s.wants("consent "+tt.value, s.Post("/tai-khoan/to-chuc/lien-lac", "hien", tt.value), 303)
		if got := s.w.Producer(memberstest.BenDoan).ContactShown; got != tt.want {
			t.Errorf("shown %v after %q", got, tt.value)
		}
	}
}

func TestARetailPartnerSignsUp(t *testing.T) {
	s := open(t)
	s.as(s.w.Person("sim"))
	s.wants("the page", s.Get("/dang-ky/to-chuc?k=organizer"), 200, "Tên như trên giấy đăng ký", `name="k" value="organizer"`)
	fields := []string{"k", "retail", "ten-to-chuc", "Siêu thị Hoa Sim", "tinh", "22", "ma-so-thue", "5700123456", "nguoi-dai-dien", "Lê Thị Hoa Sim", "dung-that", "1"}
	s.wants("without papers", s.upload("/dang-ky/to-chuc", nil, fields...), 422, "Gửi kèm ít nhất một giấy tờ", `value="Siêu thị Hoa Sim"`, `<option value="22" selected>`)
	got := s.wants("signing up", s.upload("/dang-ky/to-chuc", pdf, fields...), 303)
	if got.Location != "/dang-ky/xac-minh" || s.Actor.OrgKind != policy.KindRetail || s.Actor.Verified {
		t.Errorf("led to %s as %+v", got.Location, s.Actor)
	}
	s.wants("an office is nobody's to sign up", s.upload("/dang-ky/to-chuc", pdf, append([]string{"k", "office"}, fields[2:]...)...), 422)
}

func TestTooManyFilesAreRefusedWhole(t *testing.T) {
	s := open(t)
	s.as(s.w.Person("au"))
	many := map[string][]byte{}
	for i := range 7 {
		many[fmt.Sprintf("%d.pdf", i)] = memberstest.PDF
	}
	s.wants("seven files", s.upload("/dang-ky/co-so/giay-to", many, "co-so", memberstest.BenDoan, "dai-dien", "1"), 422, "nhiều nhất 6 tệp")
	if n := s.blobCount(); n != 0 {
		t.Errorf("%d objects left", n)
	}
}

func TestPagesInEnglish(t *testing.T) {
	s := open(t)
	au := s.w.Person("au")
	org := s.w.Claim(au, memberstest.BenDoan)
	s.as(s.w.As(au.Person, org.ID))
	for path, want := range map[string]string{
		"/en/tai-khoan/to-chuc": "My organizations", "/en/dang-ky/xac-minh": "Verify who you are", "/en/dang-ky/to-chuc": "Name as registered", "/en/dang-ky/co-so": "Certificate number of a product",
	} {
		s.wants(path, s.Get(path), 200, want)
	}
	s.as(s.w.Officer("lua", memberstest.QuangNinh))
	s.wants("the queue", s.Get("/en/can-bo/chu-the"), 200, "Nothing here")
	if _, err := s.w.Members.Organization(t.Context(), "none"); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
}
