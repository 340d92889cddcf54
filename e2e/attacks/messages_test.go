package attacks_test

import (
	cryptorand "crypto/rand"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// messages are what a queue's function gets: true ones of many tenants in one
// process, and between them such as nobody of ours sends.
func (w *world) messages() []kind {
	ticks := &atomic.Int64{}
	ticks.Store(wall.TickAt(time.Now()))
	return []kind{
		{"syncs of many tenants at once in one process", 2, true, func(r *rand.Rand) attack { return w.syncs(r, ticks) }},
		{"a message to sync one tenant from another's table", 6, false, w.forgedSync},
		{"a message to copy or remove another tenant's pictures", 10, false, w.forgedPictures},
		{"a message to count another tenant's views", 4, false, w.forgedEvents},
		{"a message to make or remove a tenant that is neither new nor due", 2, false, w.forgedProvision},
		{"a message that nobody can read", 3, false, w.garbage},
	}
}

// invoke runs a function with a batch of messages, which is at work with others.
func (w *world) batch(function string, bodies ...any) attack {
	var event events.SQSEvent
	var sent []string
	for _, body := range bodies {
		text := string(bodyOf(body))
		sent = append(sent, text)
		event.Records = append(event.Records, events.SQSMessage{MessageId: cryptorand.Text(), Body: text})
	}
	return attack{sent: []byte(strings.Join(sent, "\n")), wanted: func(answer) string { return "" }, do: func() answer {
		return w.call(function, event)
	}}
}

// call runs a function with an event; its error is an answer that breaks.
func (w *world) call(function string, event any) answer {
	payload, err := json.Marshal(event)
	if err != nil {
		panic(err) // the suite's own
	}
	got, err := w.invoke(background, function, payload)
	if err != nil {
		return answer{status: 500, text: err.Error()}
	}
	return answer{status: 200, text: string(got)}
}

// ref is a reference as messages have it.
func ref(id, table string, more object) object {
	body := object{"tenantId": id, "table": table}
	for name, value := range more {
		body[name] = value
	}
	return body
}

// syncs brings the busy tenants' messages of one tick to one process, in any
// order, some of them twice.
func (w *world) syncs(r *rand.Rand, ticks *atomic.Int64) attack {
	tick := ticks.Add(1)
	var bodies []any
	for _, i := range r.Perm(len(w.tenants)) {
		if t := w.tenants[i]; t.state == busy && len(bodies) < 8 {
			bodies = append(bodies, ref(t.ID, t.Table, object{"tick": tick}))
		}
	}
	a := w.batch("FetcherFunction", append(bodies, bodies[0])...)
	a.wanted = served(`"batchItemFailures":[]`)
	return a
}

// mixed is a pair of tenants of which the second stands still, so that whatever
// happens to it is seen.
func (w *world) mixed(r *rand.Rand) (me, them *tenant) {
	return w.some(r, isBusy), w.some(r, func(t *tenant) bool { return t.state.untouched() })
}

func (w *world) forgedSync(r *rand.Rand) attack {
	me, them := w.mixed(r)
	what := one(r, object{"now": true}, object{"tick": wall.TickAt(time.Now()) + 1000}, object{"tidy": true}, object{"tidy": true, "after": "a"})
	forged := ref(one(r, me.ID, w.stranger.subject, "t_nobody"), them.Table, what)
	return w.batch("FetcherFunction", forged, ref(me.ID, me.Table, object{"now": true}), ref(me.ID, them.Table+"_", what))
}

// forgedPictures asks for what is a message's to ask, of somebody else's table,
// or of somebody else's files.
func (w *world) forgedPictures(r *rand.Rand) attack {
	me, them := w.mixed(r)
	file := one(r, append(slices.Clip(them.copies), them.picture[1:])...)
	// One alone: a file that cannot be removed stops the removal of others.
	name := one(r, file, file, "media/"+me.ID+"/posts/../../"+file[len("media/"):], me.picture[1:])
	gone := object{"gone": object{one(r, me.direct...): []string{name}}}
	return w.batch("MirrorFunction", one(r,
		ref(me.ID, me.Table, gone), ref(me.ID, me.Table, gone), ref(me.ID, them.Table, gone),
		ref(me.ID, them.Table, object{"posts": them.posts}), ref(me.ID, them.Table, object{"look": true}),
		ref(me.ID, them.Table, object{"again": true}), ref(me.ID, me.Table, object{"posts": them.posts}),
		ref(them.ID, me.Table, object{"look": true}), ref(them.ID, me.Table, object{"posts": me.posts})))
}

func (w *world) forgedEvents(r *rand.Rand) attack {
	me, them := w.mixed(r)
	counts := object{
		"id": cryptorand.Text(), "day": time.Now().UTC().Format(time.DateOnly), "views": 5,
		"posts": object{one(r, them.direct...): []int{3, 4}, one(r, them.posts...): []int{1, 2}},
	}
	other := object{"id": cryptorand.Text(), "day": counts["day"], "views": 1}
	return w.batch("IngestFunction", ref(me.ID, one(r, them.Table, me.Table), counts), ref(me.ID, me.Table, other))
}

func (w *world) forgedProvision(r *rand.Rand) attack {
	_, them := w.mixed(r)
	return w.batch("ProvisionerFunction", one(r,
		object{"tenantId": them.ID, "purge": true}, object{"tenantId": them.ID}, object{"tenantId": "t_nobody", "purge": true},
		object{"tenantId": them.Table, "purge": true}))
}

func (w *world) garbage(r *rand.Rand) attack {
	me, them := w.mixed(r)
	function := one(r, "FetcherFunction", "MirrorFunction", "IngestFunction", "ProvisionerFunction", "NotifierFunction")
	a := w.batch(function, one[any](r,
		"", "null", "[]", "{", `{"tenantId":["`+them.ID+`"],"table":"`+them.Table+`"}`, object{"tenantId": me.ID}, object{"table": them.Table},
		fmt.Sprintf(`{"tenantId":%q,"table":%q,"tenantId":%q}`, them.ID, them.Table, me.ID), strings.Repeat("[", 20_000)))
	return a
}
