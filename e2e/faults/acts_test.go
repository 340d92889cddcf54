package faults_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// act is something that functions do for the tenant. The calls that it makes to
// AWS are struck in turn.
type act struct {
	name string
	// bare: it begins without a tenant.
	bare bool
	// prepare does all that goes before, without fault.
	prepare func(p *platform)
	// run is what is struck. It tells what was said.
	run func(p *platform) string
	// again is what comes after by itself, or what a person does who was told of
	// a failure: at first at once, then with each tick.
	again func(p *platform)
	// brief: it is among the essential ones.
	brief bool
	// only are the calls that are struck, of those that other acts make too; nil for all.
	only func(call) bool
	// wrong is what is not as if nothing had happened.
	wrong func(p *platform) []string
	// closed: there is no wall to be served meanwhile.
	closed bool
}

// acts are all that functions do.
func acts() []act {
	return []act{
		{name: "a tick's dispatch", prepare: (*platform).day, run: dispatched, again: again, wrong: (*platform).ill},
		{name: "a sync", brief: true, prepare: waitingSync, run: delivering("SyncQueue"), again: (*platform).deliverAll, wrong: (*platform).ill},
		{name: "a sync with a token of its own", only: ofCredentials, prepare: waitingOwnSync, run: delivering("SyncQueue"), again: (*platform).deliverAll, wrong: (*platform).ill},
		{name: "the mirroring of pictures", only: inTime, prepare: waitingPictures, run: delivering("PictureQueue"), again: (*platform).deliverAll, wrong: picturesAstray},
		{name: "a visit", brief: true, prepare: func(*platform) {}, run: visiting, again: func(p *platform) { visiting(p) }, wrong: (*platform).ill},
		{name: "what a visitor tells", prepare: (*platform).forgetVisits, run: telling, again: (*platform).deliverAll, wrong: miscounted},
		{name: "the counting of visits", brief: true, prepare: waitingVisits, run: delivering("EventsQueue"), again: (*platform).deliverAll, wrong: miscounted},
		{name: "a mail about feeds", prepare: waitingNotice, run: delivering("NoticesQueue"), again: (*platform).deliverAll, wrong: mailsAstray},
		{name: "a registration", bare: true, closed: true, prepare: (*platform).nextOwner, run: registering, again: register, wrong: unregistered},
		{name: "the making of a table", bare: true, closed: true, prepare: waitingProvision, run: delivering("ProvisionQueue"), again: (*platform).deliverAll, wrong: unregistered},
		{name: "the purge of a tenant", bare: true, closed: true, prepare: waitingPurge, run: delivering("ProvisionQueue"), again: (*platform).deliverAll, wrong: left},
		asked("an invitation", http.MethodPost, "/v1/members", func(p *platform) any {
			return object{"email": fmt.Sprintf("guest%d@example.com", p.turn), "role": "editor"}
		}, uninvited),
		asked("an upload", http.MethodPost, "/v1/media", func(*platform) any { return picture() }, func(*platform) []string { return nil }, "content-type", "image/png"),
		asked("a feed with a token of its own", http.MethodPost, "/v1/feeds", func(p *platform) any {
			return object{
				"name": fmt.Sprint("own ", p.turn), "network": wall.Twitter, "query": queries[wall.Twitter],
				"credential": object{"bearerToken": secretWord + "-own"},
			}
		}, unfed),
		asked("a change of the widget", http.MethodPut, "/v1/widget", (*platform).changedWidget, (*platform).ill),
		asked("a deletion", http.MethodDelete, "/v1/tenant", func(*platform) any { return nil }, undeleted).ofBareTenant(),
	}
}

// delivering brings a queue's messages to their function.
func delivering(queue string) func(*platform) string {
	return func(p *platform) string {
		p.Helper()
		came, failed := p.deliver(queue)
		switch {
		case came == 0:
			p.Errorf("%s has no messages: nothing was struck", queue)
		case failed > 0:
			return "the message is back in its queue"
		}
		for _, f := range p.errorsOfFeeds() {
			p.wantPlain("a sync", f)
			return "the feed: " + f
		}
		return "nothing: it was done all the same"
	}
}

// errorsOfFeeds are what feeds say, once each; nothing without an active tenant.
func (p *platform) errorsOfFeeds() (said []string) {
	p.Helper()
	if p.key == "" {
		return nil
	}
	p.line.unwatched(func() {
		for _, f := range p.allFeeds() {
			if e := f.State.Error; e != nil && !slices.Contains(said, e.Message) {
				said = append(said, e.Message)
			}
		}
	})
	return said
}

func dispatched(p *platform) string {
	if err := p.fire(); err != nil {
		return "the schedule calls again"
	}
	return "nothing: it was done all the same"
}

func again(p *platform) {
	p.Helper()
	_ = p.fire() // as the schedule tries again
	p.deliverAll()
}

func waitingSync(p *platform) {
	p.Helper()
	p.day()
	must(p.T, p.fire())
}

// ofCredentials tells of calls that a sync makes for tokens and sessions.
func ofCredentials(c call) bool {
	return !strings.HasPrefix(c.operation, "DynamoDB.") && !strings.HasPrefix(c.operation, "SQS.")
}

// waitingOwnSync is one of a tenant that asks for a page with a token of its own, too.
func waitingOwnSync(p *platform) {
	p.Helper()
	if len(p.allFeeds()) == len(wall.Networks()) {
		p.must(p.addFeed(wall.Facebook, "-own"))
		p.deliverAll()
	}
	waitingSync(p)
}

func waitingPictures(p *platform) {
	p.Helper()
	waitingSync(p)
	p.deliver("SyncQueue")
}

// inTime leaves out what is asked only by a machine that is too slow for all
// pictures of one message: it sends itself the rest.
func inTime(c call) bool { return !strings.HasSuffix(c.operation, "SendMessageBatch") }

// picturesAstray: every picture on the wall is a copy, and no file is there twice or for nothing.
func picturesAstray(p *platform) (wrong []string) {
	p.Helper()
	wrong = p.ill()
	files := p.files()
	posts, _ := p.wall()
	for _, post := range posts {
		for _, m := range post.Media {
			if m.URL == "" || !slices.ContainsFunc(files, func(f string) bool { return strings.HasSuffix(m.URL, f[strings.LastIndex(f, "/"):]) }) {
				wrong = append(wrong, fmt.Sprintf("%s: no copy of its picture at %q", post.Text, m.URL))
			}
		}
	}
	return wrong
}

// visiting reads the wall as a browser does. A failure must not be kept by
// caches, which have the last good answer.
func visiting(p *platform) string {
	p.Helper()
	answer := p.visit(http.MethodGet, "/v1/wall", "key="+string(p.key), "")
	switch {
	case answer.ok() && strings.Contains(answer.header["Cache-Control"], "stale-if-error=86400"):
		return "200"
	case answer.status >= http.StatusInternalServerError && (answer.header == nil || answer.header["Cache-Control"] == "no-store"):
		return fmt.Sprintf("%d, and the cache serves the last good answer", answer.status)
	}
	p.Errorf("the visit was answered %d %v", answer.status, answer.header)
	return ""
}

// forgetVisits begins a day without visits.
func (p *platform) forgetVisits() {
	p.Helper()
	p.pass(24 * time.Hour)
	p.told, p.perhaps = 0, 0
}

// telling tells of one view. What was answered with a failure may be counted or not.
func telling(p *platform) string {
	p.Helper()
	answer := p.visit(http.MethodPost, "/v1/wall/events", "key="+string(p.key), `{"events":[{"type":"view"}]}`)
	if answer.ok() {
		p.told++
		return "204"
	}
	p.perhaps++
	return fmt.Sprint(answer.status)
}

func waitingVisits(p *platform) {
	p.Helper()
	p.forgetVisits()
	for range 3 {
		telling(p)
	}
}

func miscounted(p *platform) []string {
	p.Helper()
	day := p.now().Format(time.DateOnly)
	var report struct{ Total struct{ Views int } }
	p.ask(http.MethodGet, "/v1/analytics?from="+day+"&to="+day, nil).read(p, &report)
	if n := report.Total.Views; n < p.told || n > p.told+p.perhaps {
		return []string{fmt.Sprintf("%d views are counted, %d were told of, and %d perhaps", n, p.told, p.perhaps)}
	}
	return nil
}

func waitingNotice(p *platform) {
	p.Helper()
	p.pass(time.Hour)
	p.turn++
	p.mailed = p.mailsTo(addressOf(p.owner))
	must(p.T, queue.NewNotices(p.sqs, p.queueURL("NoticesQueue")).SendNotice(p.Context(), wall.NoticeMessage{
		ID: fmt.Sprint("notice-", p.turn), TenantID: p.tenant, Kind: wall.NoticeFailing,
		Feeds: []wall.NoticedFeed{{ID: "f_1", Name: "X", Network: wall.Twitter, Class: wall.ClassAuth, Message: "The token is refused.", Since: p.now()}},
	}))
}

// mailsAstray: the owner has the mail. Again only if nobody could know that it was
// sent: with the SDK's second try, or with the message's second delivery.
func mailsAstray(p *platform) []string {
	p.Helper()
	n := p.mailsTo(addressOf(p.owner)) - p.mailed
	unknown := p.line.struckAfter("SESv2.SendEmail", "DynamoDB.UpdateItem")
	if n == 1 || n > 1 && n <= attempts+1 && unknown {
		return nil
	}
	return []string{fmt.Sprintf("the owner got %d mails", n)}
}

// nextOwner is somebody who has no tenant yet.
func (p *platform) nextOwner() {
	p.turn++
	p.owner, p.tenant, p.key = fmt.Sprint("owner", p.turn), "", ""
}

func registering(p *platform) string {
	p.Helper()
	return fmt.Sprint(p.register().status)
}

// register registers again with the same key, as a browser does that got no answer.
func register(p *platform) {
	p.Helper()
	p.register()
	p.deliverAll()
}

func waitingProvision(p *platform) {
	p.Helper()
	p.nextOwner()
	p.must(p.register())
}

// unregistered: the owner has one tenant, which is active, with one table and a
// key that opens it.
func unregistered(p *platform) (wrong []string) {
	p.Helper()
	var me struct{ Tenants []struct{ ID, Status string } }
	p.ask(http.MethodGet, "/v1/me", nil).read(p, &me)
	if len(me.Tenants) != 1 || me.Tenants[0].Status != "active" {
		return []string{fmt.Sprintf("the owner's tenants are %+v", me.Tenants)}
	}
	p.enter()
	if _, ok := p.wall(); !ok {
		wrong = append(wrong, "the wall cannot be read")
	}
	if tables, tenants := p.tables(), p.items("T#"); tables != tenants {
		wrong = append(wrong, fmt.Sprintf("%d tables of %d tenants", tables, tenants))
	}
	return wrong
}

// tables counts the tenants' tables.
func (p *platform) tables() (n int) {
	p.Helper()
	pages := dynamodb.NewListTablesPaginator(p.db, &dynamodb.ListTablesInput{ExclusiveStartTableName: aws.String(p.stack.Name)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(p.Context())
		must(p.T, err)
		for _, name := range page.TableNames {
			if strings.HasPrefix(name, p.stack.Name+"_") {
				n++
			}
		}
	}
	return n
}

// items counts the registry's items whose key begins so, and which are about the tenant itself.
func (p *platform) items(prefix string) (n int) {
	p.Helper()
	for _, it := range p.registryItems() {
		if pk, _ := it["pk"].(*types.AttributeValueMemberS); pk != nil && strings.HasPrefix(pk.Value, prefix) {
			if sk, _ := it["sk"].(*types.AttributeValueMemberS); sk != nil && sk.Value == "tenant" {
				n++
			}
		}
	}
	return n
}

func (p *platform) registryItems() (all []map[string]types.AttributeValue) {
	p.Helper()
	pages := dynamodb.NewScanPaginator(p.db, &dynamodb.ScanInput{TableName: aws.String(p.plan.Outputs["RegistryTable"])})
	for pages.HasMorePages() {
		page, err := pages.NextPage(p.Context())
		must(p.T, err)
		all = append(all, page.Items...)
	}
	return all
}

// waitingPurge is a tenant that was deleted long ago.
func waitingPurge(p *platform) {
	p.Helper()
	waitingProvision(p)
	p.deliverAll()
	p.enter()
	p.must(p.ask(http.MethodPost, "/v1/media", picture(), "content-type", "image/png"))
	p.must(p.ask(http.MethodDelete, "/v1/tenant", nil))
	p.pass(31 * 24 * time.Hour)
	must(p.T, queue.NewProvisions(p.sqs, p.queueURL("ProvisionQueue")).SendPurge(p.Context(), p.tenant))
	p.key = "" // it opens nothing any more
}

// left is what is left of a tenant that was purged, but for its table's name.
func left(p *platform) (wrong []string) {
	p.Helper()
	for _, it := range p.registryItems() {
		if text := fmt.Sprint(printed(it)); strings.Contains(text, p.tenant) && !strings.Contains(text, "pk=N#") && !p.expired(it) {
			wrong = append(wrong, "the registry has "+text)
		}
	}
	for _, file := range p.files() {
		wrong = append(wrong, "there is "+file)
	}
	if tables, tenants := p.tables(), p.items("T#"); tables != tenants {
		wrong = append(wrong, fmt.Sprintf("%d tables of %d tenants", tables, tenants))
	}
	return wrong
}

// expired tells of an item that is read by nobody any more.
func (p *platform) expired(it map[string]types.AttributeValue) bool {
	at, ok := it["expiresAt"].(*types.AttributeValueMemberN)
	if !ok {
		return false
	}
	seconds, err := strconv.ParseInt(at.Value, 10, 64)
	return err == nil && seconds < p.now().Unix()
}

func printed(it map[string]types.AttributeValue) (parts []string) {
	for name, value := range it {
		if text, ok := value.(*types.AttributeValueMemberS); ok {
			parts = append(parts, name+"="+text.Value)
		}
	}
	slices.Sort(parts)
	return parts
}

// asked is a request of the tenant's owner, who repeats it when it failed.
func asked(name, method, path string, body func(*platform) any, wrong func(*platform) []string, headers ...string) act {
	send := func(p *platform) string {
		p.Helper()
		p.etag = "*"
		given := body(p)
		answer := p.ask(method, path, given, append(headers, "if-match", p.etag)...)
		p.answer = answer
		p.answered = answer.ok() || method == http.MethodDelete && answer.status == http.StatusNotFound // it is gone already
		if answer.status >= http.StatusInternalServerError && answer.header != nil {
			p.wantPlain(name, answer.detail())
		}
		return fmt.Sprint(answer.status)
	}
	repeat := func(p *platform) {
		p.Helper()
		if !p.answered {
			send(p)
		}
		p.deliverAll()
	}
	return act{
		name: name, prepare: func(p *platform) { p.turn++ }, run: send, again: repeat,
		wrong: func(p *platform) []string {
			p.Helper()
			if !p.answered {
				return []string{fmt.Sprintf("it is still refused: %d %s", p.answer.status, p.answer.body)}
			}
			return wrong(p)
		},
	}
}

// ofBareTenant is the act of a tenant that was made for it.
func (a act) ofBareTenant() act {
	a.bare, a.closed = true, true
	a.prepare = func(p *platform) {
		p.Helper()
		waitingProvision(p)
		p.deliverAll()
		p.enter()
	}
	return a
}

// uninvited: the guest stands among the invited once, and has a mail.
func uninvited(p *platform) []string {
	p.Helper()
	guest := fmt.Sprintf("guest%d@example.com", p.turn)
	text := string(p.ask(http.MethodGet, "/v1/members", nil).body)
	if n := strings.Count(text, guest); n != 1 || p.mailsTo(guest) == 0 {
		return []string{fmt.Sprintf("the guest is invited %d times, with %d mails", n, p.mailsTo(guest))}
	}
	return nil
}

// unfed: the feed is there. A person who got no answer may have made it twice.
func unfed(p *platform) []string {
	p.Helper()
	made := 0
	for _, f := range p.allFeeds() {
		if strings.HasPrefix(f.Name, "own ") {
			made++
			p.must(p.ask(http.MethodDelete, "/v1/feeds/"+f.ID, nil))
		}
	}
	p.deliverAll()
	if made == 0 || made > 2 {
		return []string{fmt.Sprintf("there are %d new feeds", made)}
	}
	return p.ill()
}

// changedWidget is the widget's settings with another number of posts.
func (p *platform) changedWidget() any {
	p.Helper()
	var w object
	p.line.unwatched(func() {
		read := p.ask(http.MethodGet, "/v1/widget", nil)
		read.read(p, &w)
		p.etag = read.header["Etag"]
	})
	w["limit"] = 20 + p.turn%50
	return w
}

func undeleted(p *platform) []string {
	p.Helper()
	if _, ok := p.wall(); ok {
		return []string{"the wall is still there"}
	}
	return nil
}
