package feedsync

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/source"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Auditor is a network with jobs that tell which of many posts must go. They take
// their time, cost nothing, and there is one at a time.
type Auditor interface {
	Compliance(ctx context.Context, r wall.ComplianceRequest) (wall.ComplianceResult, error)
}

const (
	// jobPatience is how many ticks a source waits for a job's answer.
	jobPatience = int64(6 * time.Hour / wall.TickDuration)
	// shownFirst is how many posts of a source are looked up where there are no
	// jobs: what visitors see before they scroll. X bills each.
	shownFirst = wall.DefaultLimit
	jobCalls   = 4 // that beginning a job, or asking for its answer, takes at most
)

// audit has the network's next job look through the source's posts, and takes
// what it found. It answers the tick at which to go on.
func (l *lead) audit(ctx context.Context, network Finder) int64 {
	switch {
	case l.before.Check > l.tick:
		return l.before.Check
	case l.before.Asked == 0:
		return l.submit(ctx)
	}
	if auditor, ok := network.(Auditor); ok {
		l.runJob(ctx, auditor)
	}
	verdict, err := l.Sources.Verdict(ctx, l.feed.Network, l.view.key)
	switch {
	case err != nil:
		return l.later(ctx, err)
	case verdict.At >= l.before.Asked:
		err = l.apply(ctx, network, verdict)
	case l.tick-l.before.Asked > jobPatience:
		err = l.lookInstead(ctx, network)
	default:
		return l.tick + 1
	}
	if err != nil {
		return l.later(ctx, err)
	}
	l.next.Asked = 0
	return max(l.tick+1, l.before.Asked+checkPeriod)
}

// submit puts the source's posts where the next job finds them.
func (l *lead) submit(ctx context.Context) int64 {
	if err := l.read(ctx); err != nil {
		return l.later(ctx, err)
	}
	watch, err := l.Sources.Watch(ctx, l.feed.Network, l.view.key)
	if err != nil {
		return l.later(ctx, err)
	}
	if watch = watch.With(l.window.Posts, l.tick); len(watch.IDs) == 0 {
		return l.tick + checkPeriod
	}
	if err := l.Sources.SaveWatch(ctx, l.feed.Network, l.view.key, watch, l.now.Add(source.Keep)); err != nil {
		return l.later(ctx, err)
	}
	l.next.Asked = l.tick
	return l.tick + 1
}

// apply takes what a job found: what is gone leaves, and what was edited is read.
func (l *lead) apply(ctx context.Context, network Finder, v source.Verdict) error {
	if len(v.Gone)+len(v.Edited) == 0 {
		return nil
	}
	if err := l.read(ctx); err != nil {
		return err
	}
	told, asked := l.lookUp(ctx, network, v.Edited)
	told.Removed = append(told.Removed, v.Gone...)
	l.tell(append(v.Edited[:asked:asked], v.Gone...), told)
	watch, err := l.Sources.Watch(ctx, l.feed.Network, l.view.key)
	if err != nil {
		return err
	}
	return l.Sources.SaveWatch(ctx, l.feed.Network, l.view.key, watch.Without(told.Removed), l.now.Add(source.Keep))
}

// lookInstead asks for the newest posts one by one, because no job has answered.
func (l *lead) lookInstead(ctx context.Context, network Finder) error {
	if err := l.read(ctx); err != nil {
		return err
	}
	var ids []string
	for _, p := range l.window.Posts[:min(len(l.window.Posts), shownFirst)] {
		ids = append(ids, p.ID)
	}
	told, asked := l.lookUp(ctx, network, ids)
	l.tell(ids[:asked], told)
	return nil
}

// job is where the network's jobs stand: the one under way looks through what was
// asked for in [From, To).
type job struct {
	ID       string `json:",omitempty"`
	From, To int64
}

// runJob takes the next step with the network's job, for all sources, unless
// somebody else does.
func (l *lead) runJob(ctx context.Context, auditor Auditor) {
	key, expires := "job:"+string(l.feed.Network), l.now.Add(source.Keep)
	s, leads, err := l.Sources.LeadSource(ctx, key, l.tick, expires)
	if err != nil || !leads {
		return // its next step is somebody's, or due later
	}
	held := l.tick + s.Lease()
	var j job
	if err := json.Unmarshal([]byte(s.Cursor), &j); err != nil {
		j = job{To: 1} // the first one
	}
	s.Next = l.tick + 1
	credential, err := l.choose(ctx, l.feed, s.Account, false, l.now)
	if err == nil {
		s.Account = budget.Account(l.feed.Network, credential)
		j, err = l.step(ctx, auditor, credential, j)
	}
	if err != nil {
		e := wall.AsUpstreamError(err)
		slog.WarnContext(ctx, "posts not looked through: a later turn goes on", "network", l.feed.Network, "class", e.Class, "error", err)
		s.Next = retryTick(l.tick, jobFailures[e.Class], e.Until, l.now)
	}
	cursor, _ := json.Marshal(j) // numbers and a string
	s.Cursor = string(cursor)
	if err := l.Sources.SaveSource(ctx, key, s, held, nil, expires); err != nil {
		slog.WarnContext(ctx, "job not noted: it is begun again", "network", l.feed.Network, "error", err)
	}
}

// jobFailures are how patient to be with a kind of failure: what has to be mended
// is tried every hour.
var jobFailures = map[wall.ErrorClass]int{wall.ClassPermission: 10, wall.ClassAuth: 10}

// step begins a job when posts wait for one, or asks what came of it.
func (l *lead) step(ctx context.Context, auditor Auditor, credential wall.Credential, j job) (job, error) {
	request := wall.ComplianceRequest{Credential: credential, Job: j.ID, Now: l.now}
	if j.ID == "" {
		var err error
		if request.IDs, err = l.waiting(ctx, j); err != nil || len(request.IDs) == 0 {
			return j, err
		}
	}
	result, err := l.compliance(ctx, auditor, request, false)
	switch class := wall.AsUpstreamError(err).Class; {
	case err != nil && (class == wall.ClassCursor || class == wall.ClassGone):
		return job{To: j.From}, nil // it was lost: the same is asked again
	case err != nil:
		return j, err
	case j.ID == "":
		return job{ID: result.Job, From: j.To, To: l.tick}, nil
	case result.Job != "":
		return j, nil
	}
	if err := l.answer(ctx, j, result); err != nil {
		return j, err
	}
	return job{To: j.To}, nil
}

// waiting are the posts that no job has looked through yet.
func (l *lead) waiting(ctx context.Context, j job) ([]string, error) {
	watches, err := l.Sources.Watches(ctx, l.feed.Network)
	var ids []string
	for _, w := range watches {
		if w.At >= j.To && w.At < l.tick {
			ids = append(ids, w.IDs...)
		}
	}
	return ids, err
}

// answer gives each source the part of a job's findings that is about its posts.
func (l *lead) answer(ctx context.Context, j job, result wall.ComplianceResult) error {
	watches, err := l.Sources.Watches(ctx, l.feed.Network)
	if err != nil {
		return err
	}
	gone, edited := set(result.Gone), set(result.Edited)
	for key, w := range watches {
		if w.At < j.From || w.At >= j.To {
			continue
		}
		if err := l.Sources.SaveVerdict(ctx, l.feed.Network, key, w.Verdict(gone, edited), l.now.Add(source.Keep)); err != nil {
			return err
		}
	}
	return nil
}

func set(ids []string) map[string]bool {
	all := map[string]bool{}
	for _, id := range ids {
		all[id] = true
	}
	return all
}

// compliance asks within the limits of a credential: a job's calls count, its posts
// are not billed.
func (r Refresher) compliance(ctx context.Context, auditor Auditor, request wall.ComplianceRequest, own bool) (wall.ComplianceResult, error) {
	grant, err := r.Budget.Reserve(ctx, budget.Request{
		Network: wall.Twitter, Account: budget.Account(wall.Twitter, request.Credential), Own: own, Calls: jobCalls, Job: true, Now: request.Now,
	})
	if err != nil {
		return wall.ComplianceResult{}, err
	}
	allowed, allowance := wire.Allow(ctx, grant.Calls)
	result, err := auditor.Compliance(allowed, request)
	r.settle(ctx, grant.Observed(allowance.Made(), wall.Usage{}, err), 0)
	return result, err
}
