package dynamo

import (
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// item is a DynamoDB item, or a key, or the values of an expression.
type item = map[string]types.AttributeValue

// ttlAttribute is the attribute after whose time (unix seconds) DynamoDB may
// remove an item; it does so within days, so every read checks it as well.
const ttlAttribute = "expiresAt"

func key(pk, sk string) item { return item{"pk": text(pk), "sk": text(sk)} }

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func bytesOf(b []byte) types.AttributeValue { return &types.AttributeValueMemberB{Value: b} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

// marshal encodes a stored struct, together with its key.
func marshal(pk, sk string, in any) (item, error) {
	out, err := attributevalue.MarshalMap(in)
	if err != nil {
		return nil, fmt.Errorf("encode %s/%s: %w", pk, sk, err)
	}
	out["pk"], out["sk"] = text(pk), text(sk)
	return out, nil
}

// unmarshal decodes an item into a stored struct.
func unmarshal(in item, out any) error {
	if err := attributevalue.UnmarshalMap(in, out); err != nil {
		return fmt.Errorf("decode %s/%s: %w", textOf(in["pk"]), textOf(in["sk"]), err)
	}
	return nil
}

func textOf(v types.AttributeValue) string {
	s, ok := v.(*types.AttributeValueMemberS)
	if !ok {
		return ""
	}
	return s.Value
}

// seconds is t as DynamoDB's TTL wants it; 0 for no time.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// fromSeconds is the opposite of seconds.
func fromSeconds(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
