package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// KeepToken implements wall.TokenStore: one write, which a feed that people have
// changed meanwhile refuses. Neither its revision nor the state is concerned: who
// edits the feed, and a sync under way, go on with the token that they have read,
// which works as well.
func (t *TenantTable) KeepToken(ctx context.Context, f wall.Feed) error {
	token, err := encodeToken(f.Token)
	if err != nil {
		return err
	}
	_, err = t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.ref.Table, Key: key(settingsPK, feedPrefix+f.ID),
		UpdateExpression:         aws.String("SET credential = :credential, #token = :token"),
		ConditionExpression:      aws.String("rev = :rev AND attribute_exists(credential)"),
		ExpressionAttributeNames: map[string]string{"#token": "token"},
		ExpressionAttributeValues: item{
			":credential": bytesOf(f.SealedCredential), ":token": bytesOf(token), ":rev": number(f.Rev),
		},
	})
	return changed(err)
}
