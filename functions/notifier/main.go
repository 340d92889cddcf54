// Command notifier is the Lambda that sends the platform's mails: what is the
// matter with a tenant's feeds, to its owners, and invitations.
package main

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/mail"
	"github.com/hashmytag/hashmytag/shared/notices"
	"github.com/hashmytag/hashmytag/shared/queue"
)

func main() {
	env := environment.Function()
	aws := env.AWS()
	notifier := notices.Notifier{
		Registry: dynamo.NewRegistry(dynamodb.NewFromConfig(aws), env.Required("REGISTRY_TABLE")),
		Mailer:   mail.NewSender(sesv2.NewFromConfig(aws), env.Required("MAIL_FROM")),
		Site:     env.Required("SITE_URL"), Clock: time.Now,
	}
	env.Check()

	lambda.Start(lambdaio.Batch(func(ctx context.Context, body string) error {
		message, err := queue.DecodeNotice(body)
		if err != nil {
			return err
		}
		return notifier.Notify(ctx, message)
	}))
}
