// Package handler puts the notifier together: for its main, and for tests.
package handler

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/mail"
	"github.com/hashmytag/hashmytag/shared/notices"
	"github.com/hashmytag/hashmytag/shared/queue"
)

// New is the function with that configuration of AWS clients.
func New(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.BatchHandler {
	notifier := notices.Notifier{
		Registry: dynamo.NewRegistry(dynamodb.NewFromConfig(config), env.Required("REGISTRY_TABLE")),
		Mailer:   mail.NewSender(sesv2.NewFromConfig(config), env.Required("MAIL_FROM")),
		Site:     env.Required("SITE_URL"), Clock: clock,
	}
	return lambdaio.Messages(queue.DecodeNotice, notifier.Notify)
}
