package main

// usage is what is assumed of a tenant in a month of 30 days, and of the platform.
type usage struct {
	NewPosts     float64 // a day, each found by a sync of its own
	Views        float64 // of its wall
	Cached       float64 // share of the walls that CloudFront answers
	EdgeFiles    float64 // requests to CloudFront for a view: script, parts, pictures
	EdgeMB       float64 // bytes of a view, pictures first
	PostKB       float64 // of a stored post with its indexes
	Pictures     float64 // of a post; this and what each takes from docs/benchmarks.md
	PictureKB    float64 // of a picture's files in our bucket
	PictureFiles float64 // that it is kept in
	PictureTime  float64 // seconds that the mirror takes for it
	Mails        float64 // to a tenant's owners in a month
	Members      float64 // who sign in
	LogKB        float64 // of an invocation, and of an API request's line
	Upstream     float64 // seconds that a fetcher waits for the networks
	Window       float64 // seconds over which the fetcher gathers messages
	SpreadSecond float64 // over which the syncs of a tick are spread
}

func usual() usage {
	return usage{
		NewPosts: 10, Views: 1000, Cached: 0.3, EdgeFiles: 16, EdgeMB: 0.5, PostKB: 3,
		Pictures: 1.2, PictureKB: 150, PictureFiles: 4, PictureTime: 1, Mails: 2, Members: 1,
		LogKB: 0.4, Upstream: 0.8, Window: 2, SpreadSecond: 240,
	}
}

const (
	days       = 30
	ticks      = days * 24 * 12 // of a month
	ticksAWeek = 7 * 24 * 12
	kept       = 180 // days that posts are kept
	pollers    = 5   // of a queue, at the least (AWS: Lambda's event source mappings)
	mostSyncs  = 10  // of an invocation, template.yaml
	mostEvents = 100
	alarms     = 28     // billed by metric: 19 of one, and one over nine functions
	wholeCPU   = 1769.0 // MB of memory that come with one core
)

// line is an item of the bill.
type line struct {
	name    string
	dollars float64
}

// bill is what a month costs with so many tenants.
func bill(m measured, u usage, tenants float64) []line {
	syncs := tenants * ticks
	fresh := tenants * days * u.NewPosts
	due := callsEachTick(tenants)
	asked := syncs * min(1, due)
	views := tenants * u.Views
	walls := views * (1 - u.Cached)
	events := views
	runs := syncs / batch(tenants/u.SpreadSecond, u.Window, mostSyncs)
	counts := events / batch(events/(days*86_400), 1, mostEvents)
	copies, mails := fresh, tenants*u.Mails                            // messages of mirror and notifier, one for each post and mail
	calls := runs + counts + ticks + 2*walls + events + copies + mails // a wall asks authorizer and widget; the authorizer's answers are kept
	syncSeconds := u.Upstream + (syncs/runs)*m.syncCPU.Seconds()*wholeCPU/256
	gbSeconds := runs*syncSeconds*0.25 + counts*0.05*0.25 + walls*0.01*(0.5+0.25) + events*0.01*0.5 + ticks*0.5*0.5 +
		copies*u.Pictures*u.PictureTime*0.5 + mails*0.5*0.25
	// A copy is noted on its post and the wall is built anew: reckoned as a new post.
	writes := (syncs-asked)*m.idle.writes + asked*m.asked.writes + syncs*due*m.call.writes + (fresh+copies)*m.newPost.writes + counts*m.events.writes
	reads := (syncs-asked)*m.idle.reads + asked*m.asked.reads + syncs*due*m.call.reads + (fresh+copies)*m.newPost.reads +
		syncs*m.dispatch.reads + walls*m.wall.reads + counts*m.events.reads
	stored := tenants * days / 30 * u.NewPosts * kept * u.PostKB / (1 << 20)
	logs := ((calls)*u.LogKB + (walls+events)*u.LogKB) / (1 << 20)
	polls := 5 * pollers * days * 86_400 / 20.0 // of five queues with nothing in them, 20 s each
	messages := syncs/10 + 2*runs + events + 2*counts + 3*(copies+mails) + polls
	return []line{
		{"Lambda, requests", over(calls, lambdaFreeCalls) * lambdaRequests},
		{"Lambda, time", over(gbSeconds, lambdaFreeGBs) * lambdaGBSeconds},
		{"DynamoDB, writes", writes * writeUnits},
		{"DynamoDB, reads", reads * readUnits},
		{"DynamoDB, storage and recovery", over(stored, storedFreeGB)*storedGB + stored*recoveryGB},
		{"SQS", over(messages, queueFree) * queueRequests},
		{"HTTP API", (walls + events) * apiRequests},
		{"Scheduler", over(ticks, scheduleFree) * schedule},
		{"Logs", logs * logsGB},
		{"Alarms, metrics, key, secret", alarms*alarm + 8*metric + masterKey + secret},
		{"Cognito", over(tenants*u.Members, freeUsers) * activeUser},
		{"Pictures, copied", copies * u.Pictures * u.PictureFiles * pictureWrites},
		{"Mails", mails * mail},
		{"Pictures, stored", tenants * u.NewPosts * kept * u.Pictures * u.PictureKB / (1 << 20) * pictureGB},
		{"CloudFront, to visitors", over(views*(2+u.EdgeFiles), edgeFreeCalls)*edgeRequests + over(views*u.EdgeMB/1024, edgeFreeGB)*edgeGB},
	}
}

// callsEachTick is how many feeds of a tenant are due in a tick: three on its own, fewer the more share the operator's
// credentials. From docs/scale.md: 10 accounts, 30 % of feeds with their own; 10,000 as 1,000.
func callsEachTick(tenants float64) float64 {
	switch {
	case tenants < 100:
		return 3
	case tenants < 1000:
		return 328_000.0 / 100 / ticksAWeek
	}
	return 1_400_000.0 / 1000 / ticksAWeek
}

// batch is how many messages an invocation has, when so many come in a second and are gathered for a window.
func batch(perSecond, window, most float64) float64 {
	return min(most, max(1, perSecond*window/pollers))
}

// visitors' lines grow with their number, not with what the platform does.
var visitors = map[string]bool{"CloudFront, to visitors": true, "Pictures, stored": true}

func total(lines []line, count func(line) bool) (sum float64) {
	for _, l := range lines {
		if count(l) {
			sum += l.dollars
		}
	}
	return sum
}
