package feedsync_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// followUps are the messages that the syncs sent.
type followUps struct{ messages []wall.SyncMessage }

func (f *followUps) SendSync(_ context.Context, m wall.SyncMessage, _ time.Duration) error {
	f.messages = append(f.messages, m)
	return nil
}

func (f *followUps) SendSyncs(context.Context, []wall.DelayedSync) error { return nil }

// tidyUp does a message and all that follow it, and counts them.
func (p *platform) tidyUp() int {
	p.Helper()
	var queue followUps
	s := p.syncer()
	s.Queue = &queue
	must(p.T, queue.SendSync(p.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tidy: true}, 0))
	done := 0
	for ; done < len(queue.messages); done++ {
		must(p.T, s.Sync(p.Context(), queue.messages[done]))
	}
	return done
}

// setRules stores rules as the dashboard does, without looking at any post.
func (p *platform) setRules(m wall.Moderation) {
	p.Helper()
	w := p.load().Widget
	w.Moderation = m
	data, err := json.Marshal(w)
	must(p.T, err)
	_, err = enginetest.DynamoDB(p.T).UpdateItem(p.Context(), &dynamodb.UpdateItemInput{
		TableName: &p.tenant.Table,
		Key: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: "S"}, "sk": &types.AttributeValueMemberS{Value: "settings"},
		},
		UpdateExpression:          ptr("SET widget = :w"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":w": &types.AttributeValueMemberB{Value: data}},
	})
	must(p.T, err)
}

func ptr(s string) *string { return &s }

// wantStored compares posts' stored status and reason.
func (p *platform) wantStored(id string, status wall.PostStatus, reason string) {
	p.Helper()
	if got := p.post(id); got.Status != status || !strings.Contains(got.Reason, reason) || reason == "" && got.Reason != "" {
		p.Errorf("post %s is %s (%s), want %s (%s)", id, got.Status, got.Reason, status, reason)
	}
}

func TestRulesOverManyPosts(t *testing.T) {
	t.Parallel()
	const many = 1100
	p := newPlatform(t)
	p.addFeedOf(wall.Instagram, true)
	list := posts(1, many)
	for i := range list {
		if i%3 == 0 {
			list[i].Text = "A FÊTE of a post"
		}
	}
	p.upstream[wall.Instagram].answer(list, nil)
	p.sync(1)

	p.setRules(wall.Moderation{Mode: wall.ModerateAuto, BlockedWords: []string{"fete"}})
	if n := p.tidyUp(); n != 3 {
		t.Errorf("%d posts took %d messages, want 3 of 495 at most", many, n)
	}
	hidden := 0
	for i := 1; i <= many; i++ {
		if p.post(fmt.Sprint(i)).Status == wall.Hidden {
			hidden++
		}
	}
	if hidden != (many+2)/3 {
		t.Errorf("%d posts are hidden, want %d", hidden, (many+2)/3)
	}
	p.wantStored("1", wall.Hidden, `blocked word "fete"`)
	if data := p.load(); data.State.Built != data.State.Gen {
		t.Errorf("the snapshot shows %d of %d", data.State.Built, data.State.Gen)
	}

	p.setRules(wall.Moderation{Mode: wall.ModerateAuto})
	p.tidyUp()
	p.wantStored("1", wall.Visible, "")
	p.calls.reset()
	p.tidyUp() // nothing is left to do
	if _, writes := p.calls.count(); writes != 0 {
		t.Errorf("%d writes for nothing", writes)
	}
}

func TestTidyingKeepsDecisions(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeedOf(wall.Instagram, true)
	p.setRules(wall.Moderation{Mode: wall.ModerateHold})
	list := posts(1, 4)
	for i := range list {
		list[i].Text = "spam"
	}
	list[3].Text = "fine"
	p.upstream[wall.Instagram].answer(list, nil)
	p.sync(1)
	for id, status := range map[string]wall.PostStatus{"1": wall.Visible, "2": wall.Hidden} {
		decided := p.post(id)
		decided.Status, decided.Moderated = status, true
		must(t, p.table.ChangePosts(t.Context(), []wall.PostChange{{Post: decided}}))
	}
	p.setRules(wall.Moderation{Mode: wall.ModerateHold, BlockedWords: []string{"spam"}})
	p.tidyUp()
	p.wantStored("1", wall.Visible, "waiting") // decided; its old reason stays
	if p.post("2").Status != wall.Hidden {
		t.Error("a hidden post came back")
	}
	p.wantStored("3", wall.Hidden, "spam")
	p.setRules(wall.Moderation{Mode: wall.ModerateAuto})
	p.tidyUp()
	p.wantStored("3", wall.Visible, "")
	p.wantStored("4", wall.Pending, "waiting") // it waits for a person, whatever the mode is now
}

func TestTidyingRemovesWhatOnlyARemovedFeedBrought(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	gone, stays := p.addFeedOf(wall.Instagram, true), p.addFeed(wall.Twitter)
	p.upstream[wall.Instagram].answer(posts(1, 3), nil)
	p.upstream[wall.Twitter].answer(posts(4, 5), nil)
	p.sync(1)
	both := p.post("3")
	both.FeedIDs = []string{gone.ID, stays.ID}
	must(t, p.table.ChangePosts(t.Context(), []wall.PostChange{{Post: both}}))
	p.removeFeed(gone)
	p.tidyUp()
	left, err := p.table.PostsByID(t.Context(), "", 100)
	must(t, err)
	var ids []string
	for _, post := range left {
		ids = append(ids, post.ID)
	}
	if got := strings.Join(ids, " "); got != "instagram:3 twitter:4 twitter:5" {
		t.Errorf("left are %s", got)
	}
}

// A sync or a moderator that writes a post while its page is tidied up is not overwritten.
func TestTidyingBesideOthers(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeedOf(wall.Instagram, true)
	list := posts(1, 3)
	list[0].Text = "spam"
	p.upstream[wall.Instagram].answer(list, nil)
	p.sync(1)
	p.setRules(wall.Moderation{Mode: wall.ModerateAuto, BlockedWords: []string{"spam"}})
	p.calls.before("TransactWriteItems", func() {
		decided := p.post("1")
		decided.Moderated = true // shown, whatever the rules say
		must(t, p.table.ChangePosts(t.Context(), []wall.PostChange{{Post: decided}}))
	})
	p.tidyUp()
	p.wantStored("1", wall.Visible, "")
}

// A run that is killed between any two writes is completed by the message's next delivery.
func TestTidyingIsResumed(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeedOf(wall.Instagram, true)
	list := posts(1, 250)
	for i := range list {
		list[i].Text = "spam"
	}
	p.upstream[wall.Instagram].answer(list, nil)
	p.sync(1)
	p.setRules(wall.Moderation{Mode: wall.ModerateAuto, BlockedWords: []string{"spam"}})
	p.calls.limit = 2
	if err := p.syncer().Sync(t.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tidy: true}); err == nil {
		t.Fatal("the run was not killed")
	}
	p.calls.limit = -1
	p.tidyUp()
	for i := 1; i <= 250; i++ {
		p.wantStored(fmt.Sprint(i), wall.Hidden, "spam")
	}
}
