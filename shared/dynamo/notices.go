package dynamo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// setNotices adds what owners are told to the update that ends a sync. Most
// tenants have nothing of it.
func setNotices(update *types.Update, s wall.State) error {
	var none []string
	for _, part := range []struct {
		name  string
		value any
		empty bool
	}{{"notices", s.Notices, len(s.Notices) == 0}, {"outbox", s.Outbox, len(s.Outbox) == 0}} {
		if part.empty {
			none = append(none, part.name)
			continue
		}
		data, err := json.Marshal(part.value)
		if err != nil {
			return fmt.Errorf("encode %s: %w", part.name, err)
		}
		*update.UpdateExpression += ", " + part.name + " = :" + part.name
		update.ExpressionAttributeValues[":"+part.name] = bytesOf(data)
	}
	if len(none) > 0 {
		*update.UpdateExpression += " REMOVE " + strings.Join(none, ", ")
	}
	return nil
}

func (in stateItem) readNotices(s *wall.State) error {
	if len(in.Notices) > 0 {
		if err := json.Unmarshal(in.Notices, &s.Notices); err != nil {
			return fmt.Errorf("decode notices: %w", err)
		}
	}
	if len(in.Outbox) > 0 {
		if err := json.Unmarshal(in.Outbox, &s.Outbox); err != nil {
			return fmt.Errorf("decode outbox: %w", err)
		}
	}
	return nil
}

// ClearOutbox implements wall.NoticeStore. The version stays: a sync that stores
// the outbox again has it sent again, under the same ids.
func (t *TenantTable) ClearOutbox(ctx context.Context, sent []wall.NoticeMessage) error {
	data, err := json.Marshal(sent)
	if err != nil {
		return fmt.Errorf("encode outbox: %w", err)
	}
	_, err = t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.ref.Table, Key: key(settingsPK, stateSK),
		UpdateExpression: aws.String("REMOVE outbox"), ConditionExpression: aws.String("outbox = :sent"),
		ExpressionAttributeValues: item{":sent": bytesOf(data)},
	})
	if conditionFailed(err) {
		return nil
	}
	return err
}

// The keys of the marks of mails that were sent, by event and address.
const (
	mailPK     = "S#"
	mailPrefix = "E#"
)

// ClaimMail takes the sending of an event's mail to an address, for some time:
// false when it was sent, Conflict when somebody else is about to.
func (r *Registry) ClaimMail(ctx context.Context, event, address string, now time.Time, lease, keep time.Duration) (bool, error) {
	_, err := r.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &r.table, Key: key(mailPK+event, mailPrefix+address),
		UpdateExpression:         aws.String("SET claimed = :until, #ttl = :expires"),
		ConditionExpression:      aws.String("attribute_not_exists(pk) OR attribute_not_exists(sent) AND claimed <= :now"),
		ExpressionAttributeNames: map[string]string{"#ttl": ttlAttribute},
		ExpressionAttributeValues: item{
			":now": number(now.Unix()), ":until": number(now.Add(lease).Unix()), ":expires": number(now.Add(keep).Unix()),
		},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		if failed.Item["sent"] != nil {
			return false, nil
		}
		return false, wall.Errorf(wall.Conflict, "somebody else is sending this mail")
	}
	if err != nil {
		return false, fmt.Errorf("claim mail: %w", err)
	}
	return true, nil
}

// SettleMail notes that a claimed mail was sent; or, when it was not, gives the
// claim back.
func (r *Registry) SettleMail(ctx context.Context, event, address string, sent bool) error {
	update, values := "SET sent = :sent", item{":sent": &types.AttributeValueMemberBOOL{Value: true}}
	if !sent {
		update, values = "SET claimed = :never", item{":never": number(0)}
	}
	_, err := r.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &r.table, Key: key(mailPK+event, mailPrefix+address), UpdateExpression: &update, ExpressionAttributeValues: values,
	})
	if err != nil {
		return fmt.Errorf("settle mail: %w", err)
	}
	return nil
}
