// Runs the scheduling cycles of the real kube-scheduler, with its default profile, on clusters that it reads: one a
// line of JSON on stdin, one line of JSON with what was decided on stdout. There is no API server: its defaulting,
// its validation and its admission of tolerations are called on each pod before.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/events"
	"k8s.io/klog/v2"
	fwk "k8s.io/kube-scheduler/framework"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	api "k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	podregistry "k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/scheduler"
	"k8s.io/kubernetes/pkg/scheduler/framework"
	"k8s.io/kubernetes/plugin/pkg/admission/defaulttolerationseconds"
)

type cluster struct {
	Namespaces             []*v1.Namespace             `json:"namespaces"`
	Services               []*v1.Service               `json:"services"`
	ReplicaSets            []*appsv1.ReplicaSet        `json:"replicaSets"`
	StatefulSets           []*appsv1.StatefulSet       `json:"statefulSets"`
	ReplicationControllers []*v1.ReplicationController `json:"replicationControllers"`
	Nodes                  []*v1.Node                  `json:"nodes"`
	// Those with a nodeName are there already; the others are scheduled one after the other.
	Pods []*v1.Pod `json:"pods"`
}

type step struct {
	Pod string `json:"pod"`
	// The pod as the API server keeps it.
	Stored   *v1.Pod             `json:"stored,omitempty"`
	Chosen   string              `json:"chosen,omitempty"`
	Feasible []string            `json:"feasible"`
	Rejected map[string][]string `json:"rejected"`
	// Node to plugin to weighted score.
	Scores  map[string]map[string]int64 `json:"scores"`
	Message string                      `json:"message,omitempty"`
	Nanos   int64                       `json:"nanos"`
}

type result struct {
	Error string  `json:"error,omitempty"`
	Steps []*step `json:"steps"`
}

func main() {
	klog.SetLogger(klog.Logger{})
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	echo := len(os.Args) > 1 && os.Args[1] == "--echo-pods"
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			write(out, schedule(line, echo))
		}
		if err != nil {
			return
		}
	}
}

func write(out *bufio.Writer, r result) {
	text, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	out.Write(append(text, '\n'))
	out.Flush()
}

func schedule(line []byte, echo bool) result {
	var c cluster
	if err := json.Unmarshal(line, &c); err != nil {
		return result{Error: err.Error()}
	}
	ctx, cancel := context.WithCancel(klog.NewContext(context.Background(), klog.Logger{}))
	defer cancel()
	sched, observed, err := newScheduler(ctx, &c)
	if err != nil {
		return result{Error: err.Error()}
	}
	logger := klog.FromContext(ctx)
	for _, node := range c.Nodes {
		legacyscheme.Scheme.Default(node)
		sched.Cache.AddNode(logger, node)
	}
	r := result{Steps: []*step{}}
	for i, pod := range c.Pods {
		stored, err := create(ctx, pod, i)
		if err != nil {
			return result{Error: fmt.Sprintf("%s/%s: %v", pod.Namespace, pod.Name, err)}
		}
		if stored.Spec.NodeName != "" {
			if err := sched.Cache.AddPod(logger, stored); err != nil {
				return result{Error: err.Error()}
			}
			continue
		}
		s := runCycle(ctx, sched, observed, stored)
		if echo {
			s.Stored = stored
		}
		r.Steps = append(r.Steps, s)
	}
	return r
}

// create does to a pod what the API server does to a new one.
func create(ctx context.Context, pod *v1.Pod, index int) (*v1.Pod, error) {
	status, deletion := pod.Status, pod.DeletionTimestamp
	legacyscheme.Scheme.Default(pod)
	internal := &api.Pod{}
	if err := legacyscheme.Scheme.Convert(pod, internal, nil); err != nil {
		return nil, err
	}
	podregistry.Strategy.PrepareForCreate(ctx, internal)
	attributes := admission.NewAttributesRecord(internal, nil, api.Kind("Pod").WithVersion("version"), pod.Namespace, pod.Name,
		api.Resource("pods").WithVersion("version"), "", admission.Create, nil, false, nil)
	tolerations := defaulttolerationseconds.NewDefaultTolerationSeconds()
	tolerations.InspectFeatureGates(feature.DefaultFeatureGate)
	if err := tolerations.Admit(ctx, attributes, nil); err != nil {
		return nil, err
	}
	if errs := podregistry.Strategy.Validate(ctx, internal); len(errs) > 0 {
		return nil, errs.ToAggregate()
	}
	stored := &v1.Pod{}
	if err := legacyscheme.Scheme.Convert(internal, stored, nil); err != nil {
		return nil, err
	}
	stored.Status, stored.DeletionTimestamp = status, deletion
	if stored.UID == "" {
		stored.UID = types.UID(fmt.Sprintf("uid-%d", index))
	}
	return stored, nil
}

func newScheduler(ctx context.Context, c *cluster) (*scheduler.Scheduler, *observer, error) {
	client := fake.NewSimpleClientset()
	factory := informers.NewSharedInformerFactory(client, 0)
	recorders := func(string) events.EventRecorderLogger { return &events.FakeRecorder{} }
	sched, err := scheduler.New(ctx, client, factory, nil, recorders)
	if err != nil {
		return nil, nil, err
	}
	// The informers are never started: what the plugins look up is put there.
	for _, o := range c.Namespaces {
		legacyscheme.Scheme.Default(o)
		factory.Core().V1().Namespaces().Informer().GetStore().Add(o)
	}
	for _, o := range c.Services {
		factory.Core().V1().Services().Informer().GetStore().Add(o)
	}
	for _, o := range c.ReplicationControllers {
		factory.Core().V1().ReplicationControllers().Informer().GetStore().Add(o)
	}
	for _, o := range c.ReplicaSets {
		factory.Apps().V1().ReplicaSets().Informer().GetStore().Add(o)
	}
	for _, o := range c.StatefulSets {
		factory.Apps().V1().StatefulSets().Informer().GetStore().Add(o)
	}
	observed := &observer{Framework: sched.Profiles[v1.DefaultSchedulerName]}
	sched.Profiles[v1.DefaultSchedulerName] = observed
	sched.FailureHandler = func(_ context.Context, _ framework.Framework, _ *framework.QueuedPodInfo, status *fwk.Status, _ *fwk.NominatingInfo, _ time.Time) {
		observed.message = status.Message()
	}
	return sched, observed, nil
}

// observer passes every call on to the real framework and notes the answers.
type observer struct {
	framework.Framework
	mutex    sync.Mutex
	rejected map[string][]string
	feasible sets.Set[string]
	scores   map[string]map[string]int64
	chosen   string
	message  string
}

func (o *observer) RunFilterPluginsWithNominatedPods(ctx context.Context, state fwk.CycleState, pod *v1.Pod, info fwk.NodeInfo) *fwk.Status {
	status := o.Framework.RunFilterPluginsWithNominatedPods(ctx, state, pod, info)
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if status.IsSuccess() {
		o.feasible.Insert(info.Node().Name)
	} else {
		o.rejected[info.Node().Name] = status.Reasons()
	}
	return status
}

func (o *observer) RunScorePlugins(ctx context.Context, state fwk.CycleState, pod *v1.Pod, nodes []fwk.NodeInfo) ([]fwk.NodePluginScores, *fwk.Status) {
	scores, status := o.Framework.RunScorePlugins(ctx, state, pod, nodes)
	for _, node := range scores {
		byPlugin := map[string]int64{}
		for _, plugin := range node.Scores {
			byPlugin[plugin.Name] = plugin.Score
		}
		o.scores[node.Name] = byPlugin
	}
	return scores, status
}

// HasPostFilterPlugins leaves preemption out: a pod that does not fit stays pending, and nothing is deleted.
func (o *observer) HasPostFilterPlugins() bool { return false }

func (o *observer) RunReservePluginsReserve(ctx context.Context, state fwk.CycleState, pod *v1.Pod, node string) *fwk.Status {
	o.chosen = node
	return o.Framework.RunReservePluginsReserve(ctx, state, pod, node)
}

// RunBindPlugins leaves out the request to the API server; the scheduler's own cache has the pod already.
func (o *observer) RunBindPlugins(context.Context, fwk.CycleState, *v1.Pod, string) *fwk.Status {
	return nil
}

func runCycle(ctx context.Context, sched *scheduler.Scheduler, o *observer, pod *v1.Pod) *step {
	o.rejected, o.feasible, o.scores = map[string][]string{}, sets.New[string](), map[string]map[string]int64{}
	o.chosen, o.message = "", ""
	s := &step{Pod: pod.Namespace + "/" + pod.Name}
	if len(pod.Spec.SchedulingGates) > 0 {
		s.Message = "gated"
		s.Feasible, s.Rejected, s.Scores = []string{}, o.rejected, o.scores
		return s
	}
	podInfo, err := framework.NewPodInfo(pod)
	if err != nil {
		s.Message = err.Error()
		return s
	}
	queued := &framework.QueuedPodInfo{PodInfo: podInfo, Timestamp: time.Now(), UnschedulablePlugins: sets.New[string](), PendingPlugins: sets.New[string]()}
	sched.NextPod = func(klog.Logger) (*framework.QueuedPodInfo, error) { return queued, nil }
	start := time.Now()
	sched.ScheduleOne(ctx)
	s.Nanos = time.Since(start).Nanoseconds()
	s.Chosen, s.Message = o.chosen, o.message
	s.Feasible, s.Rejected, s.Scores = sets.List(o.feasible), o.rejected, o.scores
	return s
}
