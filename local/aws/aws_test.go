package aws_test

import (
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamotypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"

	local "github.com/hashmytag/hashmytag/local/aws"
	"github.com/hashmytag/hashmytag/local/iam"
	"github.com/hashmytag/hashmytag/local/mailbox"
	"github.com/hashmytag/hashmytag/local/template"
	"github.com/hashmytag/hashmytag/shared/mail"
	"github.com/hashmytag/hashmytag/shared/objects"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// platform is the services over the rights of the repository's own template, with an engine that answers anything.
type platform struct {
	plan   *template.Plan
	url    string
	tokens map[string]string
	mails  []mailbox.Mail

	objects *os.Root
}

func serve(t *testing.T) *platform {
	t.Helper()
	read, err := template.Read("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	stack := template.Stack{Name: "test", Region: "us-east-1", Account: "000000000000"}
	plan, err := read.Resolve(stack, nil)
	if err != nil {
		t.Fatal(err)
	}
	engine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{}`)) }))
	t.Cleanup(engine.Close)
	p := &platform{plan: plan, tokens: map[string]string{}}
	if p.objects, err = os.OpenRoot(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.objects.Close() })
	config := local.Config{
		Objects: p.objects,
		Region:  stack.Region, Account: stack.Account, DynamoDB: engine.URL, SQS: engine.URL,
		SecretARN: plan.Outputs["UpstreamSecretArn"], Secret: func() (map[string]string, error) { return p.tokens, nil },
		Callers: plan.Callers(), Roles: plan.Roles,
		Deliver: func(m mailbox.Mail) (string, error) {
			p.mails = append(p.mails, m)
			return "id", nil
		},
	}
	config.Callers["Photographer"] = iam.Role{ARN: "photographer", Policy: iam.Policy{Statement: []iam.Statement{{
		Effect: "Allow", Action: []string{"s3:PutObject"}, Resource: []string{"arn:aws:s3:::test-mediabucket/*"},
	}}}}
	config.Callers["Mailer"] = iam.Role{ARN: "mailer", Policy: iam.Policy{Statement: []iam.Statement{{
		Effect: "Allow", Action: []string{"ses:SendEmail"}, Resource: []string{"arn:aws:ses:us-east-1:000000000000:identity/walls.example"},
	}}}}
	services, err := local.New(config)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(services)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// as is the configuration of a client that signs with an access key.
func (p *platform) as(accessKey string) aws.Config {
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: &p.url, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider(accessKey, "secret", ""),
	}
}

// session opens a session as a function does and signs with it.
func (p *platform) session(t *testing.T, function, output, table, policy string) aws.Config {
	t.Helper()
	input := assume(p.plan.Outputs[output], table, 3600)
	if policy != "" {
		input.Policy = &policy
	}
	out, err := sts.NewFromConfig(p.as(function)).AssumeRole(t.Context(), input)
	if err != nil {
		t.Fatal(err)
	}
	return p.as(*out.Credentials.AccessKeyId)
}

func TestSecretIsReadAnewEachTime(t *testing.T) {
	t.Parallel()
	p := serve(t)
	client := secretsmanager.NewFromConfig(p.as("FetcherFunction"))
	for _, want := range []string{"one", "two"} {
		p.tokens["GOOGLE_API_KEY"] = want
		out, err := client.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String(p.plan.Outputs["UpstreamSecretArn"])})
		if err != nil || *out.SecretString != `{"GOOGLE_API_KEY":"`+want+`"}` {
			t.Errorf("got %v, %v", out, err)
		}
	}
}

// TestMail sends as functions do: into the mailbox, within the rights of the sender.
func TestMail(t *testing.T) {
	t.Parallel()
	p := serve(t)
	message := wall.Mail{To: "paul@bon-gout.com", Subject: "été", Text: "Bonjour", HTML: "<p>Bonjour</p>"}
	sender := func(caller, from string) *mail.Sender { return mail.NewSender(sesv2.NewFromConfig(p.as(caller)), from) }
	if err := sender("Mailer", "HashMyTag <no-reply@walls.example>").Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	want := mailbox.Mail{
		From: "HashMyTag <no-reply@walls.example>", To: message.To, Subject: message.Subject, Text: message.Text, HTML: message.HTML,
	}
	if len(p.mails) != 1 || p.mails[0] != want {
		t.Errorf("delivered %+v", p.mails)
	}
	for name, sender := range map[string]*mail.Sender{
		"a function without the right": sender("FetcherFunction", "no-reply@walls.example"),
		"another identity":             sender("Mailer", "no-reply@other.example"),
	} {
		var refused smithy.APIError
		if err := sender.Send(t.Context(), message); !errors.As(err, &refused) || refused.ErrorCode() != "AccessDeniedException" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(p.mails) != 1 {
		t.Errorf("%d mails were delivered", len(p.mails))
	}
}

// TestPictures stores as functions do: files that stay, within the rights of who stores.
func TestPictures(t *testing.T) {
	t.Parallel()
	p := serve(t)
	bucket := func(caller, name string) *objects.Bucket {
		return objects.NewBucket(s3.NewFromConfig(p.as(caller)), name)
	}
	mine := p.plan.Outputs["MediaBucket"]
	if err := bucket("Photographer", mine).Put(t.Context(), "t_1/abc-1x1.png", "image/png", []byte("picture")); err != nil {
		t.Fatal(err)
	}
	if got, err := p.objects.ReadFile(mine + "/t_1/abc-1x1.png"); err != nil || string(got) != "picture" {
		t.Errorf("stored %q, %v", got, err)
	}
	for name, bucket := range map[string]*objects.Bucket{
		"a function without the right": bucket("FetcherFunction", mine),
		"another bucket":               bucket("Photographer", "other"),
	} {
		var refused smithy.APIError
		err := bucket.Put(t.Context(), "t_1/evil.png", "image/png", []byte("picture"))
		if !errors.As(err, &refused) || refused.ErrorCode() != "AccessDenied" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := bucket("Photographer", mine).Put(t.Context(), "../../../evil.png", "image/png", nil); err == nil {
		t.Error("an object was stored elsewhere")
	}
}

// TestPurgedPictures removes those of one tenant, and nothing that only begins the same.
func TestPurgedPictures(t *testing.T) {
	t.Parallel()
	p := serve(t)
	mine := p.plan.Outputs["MediaBucket"]
	bucket := func(caller string) *objects.Bucket { return objects.NewBucket(s3.NewFromConfig(p.as(caller)), mine) }
	if err := bucket("ProvisionerFunction").RemoveAll(t.Context(), "t_1/"); err != nil {
		t.Errorf("of a tenant without pictures: %v", err)
	}
	for _, name := range []string{"t_1/a.png", "t_1/b.png", "t_12/a.png", "t_2/a.png"} {
		if err := bucket("Photographer").Put(t.Context(), name, "image/png", []byte("picture")); err != nil {
			t.Fatal(err)
		}
	}
	if err := bucket("DashboardFunction").RemoveAll(t.Context(), "t_1/"); err == nil {
		t.Error("a function without the right removes pictures")
	}
	for range 2 {
		if err := bucket("ProvisionerFunction").RemoveAll(t.Context(), "t_1/"); err != nil {
			t.Fatal(err)
		}
	}
	left, err := fs.Glob(p.objects.FS(), mine+"/*/*.png")
	if want := []string{mine + "/t_12/a.png", mine + "/t_2/a.png"}; err != nil || !slices.Equal(left, want) {
		t.Errorf("left are %v, %v", left, err)
	}
}

// TestRights shows that the template gives the functions what they need, and no tenant's table to any of them.
func TestRights(t *testing.T) {
	t.Parallel()
	p := serve(t)
	registry := p.plan.Outputs["RegistryTable"]
	reader := p.session(t, "WidgetFunction", "TenantReadRoleArn", "tenant_a", "")
	writer := p.session(t, "FetcherFunction", "TenantWriteRoleArn", "tenant_a", "")
	narrowed := p.session(t, "FetcherFunction", "TenantWriteRoleArn", "tenant_a",
		`{"Statement":[{"Effect":"Allow","Action":"dynamodb:*","Resource":"arn:aws:dynamodb:us-east-1:000000000000:table/tenant_b"}]}`)
	tests := map[string]struct {
		call    func() error
		allowed bool
	}{
		"the authorizer reads the registry":               {get(t, p.as("AuthorizerFunction"), registry), true},
		"the authorizer writes nothing":                   {put(t, p.as("AuthorizerFunction"), registry), false},
		"the widget does not read the registry":           {get(t, p.as("WidgetFunction"), registry), false},
		"no function reads a tenant's table by itself":    {get(t, p.as("FetcherFunction"), "tenant_a"), false},
		"not even the one that makes it":                  {get(t, p.as("ProvisionerFunction"), "tenant_a"), false},
		"it makes tenants' tables":                        {describe(t, p.as("ProvisionerFunction"), "tenant_a"), true},
		"and no others":                                   {describe(t, p.as("ProvisionerFunction"), registry), false},
		"it asks whose table it is":                       {tags(t, p.as("ProvisionerFunction"), "tenant_a"), true},
		"nobody else does":                                {tags(t, p.as("DispatcherFunction"), "tenant_a"), false},
		"it removes tenants' tables":                      {remove(t, p.as("ProvisionerFunction"), "tenant_gone"), true},
		"and not the registry":                            {remove(t, p.as("ProvisionerFunction"), registry), false},
		"nobody else removes one":                         {remove(t, p.as("DashboardFunction"), "tenant_gone"), false},
		"not even who writes it":                          {remove(t, writer, "tenant_a"), false},
		"a reader reads its table":                        {get(t, reader, "tenant_a"), true},
		"a reader reads its index":                        {query(t, reader, "tenant_a", "wall"), true},
		"a reader writes nothing":                         {put(t, reader, "tenant_a"), false},
		"a reader reads no other table":                   {get(t, reader, "tenant_b"), false},
		"nor one whose name only begins the same":         {get(t, reader, "tenant_ab"), false},
		"nor another's index":                             {query(t, reader, "tenant_b", "wall"), false},
		"a writer writes its table":                       {transact(t, writer, "tenant_a", "tenant_a"), true},
		"a transaction with another table":                {transact(t, writer, "tenant_a", "tenant_b"), false},
		"a batch with another table":                      {batch(t, writer, "tenant_a", "tenant_b"), false},
		"a session narrowed to another table has neither": {get(t, narrowed, "tenant_a"), false},
		"the dispatcher sends syncs":                      {send(t, p.as("DispatcherFunction"), "test-SyncQueue"), true},
		"so does the fetcher, to itself":                  {send(t, p.as("FetcherFunction"), "test-SyncQueue"), true},
		"it has no tenants made":                          {send(t, p.as("FetcherFunction"), "test-ProvisionQueue"), false},
		"the dashboard sees how deep queues are":          {depth(t, p.as("DashboardFunction"), "test-EventsDeadLetters"), true},
		"it takes nothing from them":                      {receive(t, p.as("DashboardFunction"), "test-EventsDeadLetters"), false},
		"the widget does not see them":                    {depth(t, p.as("WidgetFunction"), "test-EventsQueue"), false},
		"the widget sends none":                           {send(t, p.as("WidgetFunction"), "test-SyncQueue"), false},
		"the widget opens no session for writing":         {open(t, p.as("WidgetFunction"), p.plan.Outputs["TenantWriteRoleArn"], "tenant_a"), false},
		"a session without its table":                     {open(t, p.as("WidgetFunction"), p.plan.Outputs["TenantReadRoleArn"], ""), false},
		"a session for the registry":                      {open(t, p.as("WidgetFunction"), p.plan.Outputs["TenantReadRoleArn"], registry), false},
		"the dispatcher opens no session":                 {open(t, p.as("DispatcherFunction"), p.plan.Outputs["TenantReadRoleArn"], "tenant_a"), false},
		"only the fetcher reads the tokens":               {secret(t, p.as("WidgetFunction"), p.plan.Outputs["UpstreamSecretArn"]), false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.call()
			var refused smithy.APIError
			denied := errors.As(err, &refused) && strings.HasPrefix(refused.ErrorCode(), "AccessDenied")
			if denied == test.allowed || err != nil && !denied {
				t.Errorf("got %v, want allowed = %v", err, test.allowed)
			}
		})
	}
}

func TestWhatIsNotServed(t *testing.T) {
	t.Parallel()
	p := serve(t)
	tests := map[string]struct {
		call func() error
		want string
	}{
		"another call of Secrets Manager": {func() error {
			_, err := secretsmanager.NewFromConfig(p.as("FetcherFunction")).ListSecrets(t.Context(), nil)
			return err
		}, "UnknownOperationException"},
		"another call of STS": {func() error {
			_, err := sts.NewFromConfig(p.as("FetcherFunction")).GetSessionToken(t.Context(), nil)
			return err
		}, "InvalidAction"},
		"a session that is too long": {func() error {
			_, err := sts.NewFromConfig(p.as("WidgetFunction")).AssumeRole(t.Context(), assume(p.plan.Outputs["TenantReadRoleArn"], "tenant_a", 7200))
			return err
		}, "ValidationError"},
		"credentials of nobody": {get(t, p.as("ASIANOBODY"), "tenant_a"), "UnrecognizedClientException"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var refused smithy.APIError
			if err := test.call(); !errors.As(err, &refused) || refused.ErrorCode() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestUnsignedRequestsGetNothing(t *testing.T) {
	t.Parallel()
	p := serve(t)
	p.tokens["GOOGLE_API_KEY"] = "secret"
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url, strings.NewReader(`{"SecretId":"`+p.plan.Outputs["UpstreamSecretArn"]+`"}`))
	request.Header.Set("X-Amz-Target", "secretsmanager.GetSecretValue")
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("got %v, %v", response, err)
	}
}

func get(t *testing.T, config aws.Config, table string) func() error {
	return func() error {
		_, err := dynamodb.NewFromConfig(config).GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: item})
		return err
	}
}

// tags asks as who has read the table's ARN from an engine.
func tags(t *testing.T, config aws.Config, table string) func() error {
	return func() error {
		_, err := dynamodb.NewFromConfig(config).ListTagsOfResource(t.Context(), &dynamodb.ListTagsOfResourceInput{
			ResourceArn: aws.String("arn:aws:dynamodb:dynoxide:000000000000:table/" + table),
		})
		return err
	}
}

// remove removes a table; that there is none is as good.
func remove(t *testing.T, config aws.Config, table string) func() error {
	return func() error {
		_, err := dynamodb.NewFromConfig(config).DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &table})
		var missing *dynamotypes.ResourceNotFoundException
		if errors.As(err, &missing) {
			return nil
		}
		return err
	}
}

func put(t *testing.T, config aws.Config, table string) func() error {
	return func() error {
		_, err := dynamodb.NewFromConfig(config).PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item})
		return err
	}
}

func describe(t *testing.T, config aws.Config, table string) func() error {
	return func() error {
		_, err := dynamodb.NewFromConfig(config).DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
		return err
	}
}

func query(t *testing.T, config aws.Config, table, index string) func() error {
	return func() error {
		_, err := dynamodb.NewFromConfig(config).Query(t.Context(), &dynamodb.QueryInput{TableName: &table, IndexName: &index})
		return err
	}
}

func transact(t *testing.T, config aws.Config, tables ...string) func() error {
	return func() error {
		input := &dynamodb.TransactWriteItemsInput{}
		for _, table := range tables {
			input.TransactItems = append(input.TransactItems, dynamotypes.TransactWriteItem{Put: &dynamotypes.Put{TableName: &table, Item: item}})
		}
		_, err := dynamodb.NewFromConfig(config).TransactWriteItems(t.Context(), input)
		return err
	}
}

func batch(t *testing.T, config aws.Config, tables ...string) func() error {
	return func() error {
		input := &dynamodb.BatchGetItemInput{RequestItems: map[string]dynamotypes.KeysAndAttributes{}}
		for _, table := range tables {
			input.RequestItems[table] = dynamotypes.KeysAndAttributes{Keys: []map[string]dynamotypes.AttributeValue{item}}
		}
		_, err := dynamodb.NewFromConfig(config).BatchGetItem(t.Context(), input)
		return err
	}
}

func send(t *testing.T, config aws.Config, queue string) func() error {
	return func() error {
		_, err := sqs.NewFromConfig(config).SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{
			QueueUrl: aws.String("http://127.0.0.1/000000000000/" + queue),
			Entries:  []sqstypes.SendMessageBatchRequestEntry{{Id: aws.String("0"), MessageBody: aws.String("x")}},
		})
		return err
	}
}

func depth(t *testing.T, config aws.Config, queue string) func() error {
	return func() error {
		_, err := sqs.NewFromConfig(config).GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{
			QueueUrl:       aws.String("http://127.0.0.1/000000000000/" + queue),
			AttributeNames: []sqstypes.QueueAttributeName{sqstypes.QueueAttributeNameApproximateNumberOfMessages},
		})
		return err
	}
}

func receive(t *testing.T, config aws.Config, queue string) func() error {
	return func() error {
		_, err := sqs.NewFromConfig(config).ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
			QueueUrl: aws.String("http://127.0.0.1/000000000000/" + queue),
		})
		return err
	}
}

func secret(t *testing.T, config aws.Config, arn string) func() error {
	return func() error {
		_, err := secretsmanager.NewFromConfig(config).GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: &arn})
		return err
	}
}

func open(t *testing.T, config aws.Config, role, table string) func() error {
	return func() error {
		_, err := sts.NewFromConfig(config).AssumeRole(t.Context(), assume(role, table, 3600))
		return err
	}
}

func assume(role, table string, seconds int32) *sts.AssumeRoleInput {
	input := &sts.AssumeRoleInput{RoleArn: &role, RoleSessionName: aws.String("test"), DurationSeconds: &seconds}
	if table != "" {
		input.Tags = []ststypes.Tag{{Key: aws.String("table"), Value: &table}}
	}
	return input
}

var item = map[string]dynamotypes.AttributeValue{"pk": &dynamotypes.AttributeValueMemberS{Value: "a"}}
