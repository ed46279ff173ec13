package io.patchbay.runtime.internal.osgi;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.plug.AgentInfo;
import io.patchbay.api.plug.CallCounts;
import io.patchbay.api.plug.LineHealth;
import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.api.plug.PlugRetirement;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.LinePlan;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.SessionObserver;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.DialedCall;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.runtime.internal.Heart;
import io.patchbay.runtime.internal.plug.PlugType;
import io.patchbay.runtime.internal.work.Loops;
import io.patchbay.runtime.internal.work.Workers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The runtime as services of a container: plugs are the services that come and go, sessions are
 * offered for as long as the bundle runs, whether there are plugs or not.
 *
 * <p>A plug's settings are the properties of its service. Declarative Services put there what
 * ConfigAdmin has under the component's PID, so a plug needs nothing but {@code @Component(service
 * = …, configurationPid = "io.patchbay.transport.websocket")}; its version is its bundle's, its
 * ranking {@code service.ranking}. A changed configuration re-registers the service, and so swaps
 * the plug.
 */
@Component(
        service = {
            RealtimeSessions.class,
            SessionDirectory.class,
            PlugDirectory.class,
            PlugRetirement.class
        },
        immediate = true)
public final class PatchbayComponent
        implements RealtimeSessions, SessionDirectory, PlugDirectory, PlugRetirement {

    private final Workers workers = new Workers(Workers.DEFAULT_LIMIT);
    private final Loops loops = new Loops();
    private final Heart heart = new Heart(loops, workers, Heart.DRAIN, this::release);
    private final ServicePlugs plugs;

    /** For the container. */
    @Activate
    public PatchbayComponent(BundleContext context) {
        heart.plugs().inAnyOrder();
        plugs = new ServicePlugs(context, heart.plugs(), loops, workers);
    }

    @Deactivate
    void deactivate() {
        heart.close();
    }

    private void release() {
        workers.close();
        loops.close();
    }

    @Override
    public RealtimeSession open(SessionOptions options) {
        return heart.sessions().open(options);
    }

    @Override
    public CompletionStage<List<LinePlan>> plan(SessionOptions options) {
        return heart.sessions().plan(options);
    }

    @Override
    public CompletionStage<String> describeCall(SessionOptions options) {
        return heart.sessions().describeCall(options);
    }

    @Override
    public DialedCall dial(DialRequest request, SessionOptions options) {
        return heart.sessions().dial(request, options);
    }

    @Override
    public List<SessionInfo> sessions() {
        return heart.sessions().sessions();
    }

    @Override
    public Optional<RealtimeSession> session(String id) {
        return heart.sessions().session(id);
    }

    @Override
    public List<PlugInfo> plugs() {
        return heart.plugs().plugs();
    }

    @Override
    public List<AgentInfo> agents() {
        return heart.plugs().agents();
    }

    @Override
    public List<PlugRefusal> refusals() {
        return plugs.refusals();
    }

    @Override
    public List<LineHealth> health() {
        return heart.plugs().health();
    }

    @Override
    public CompletionStage<Void> retire(String bundle, String version, @Nullable Duration drain) {
        return plugs.retire(bundle, version, drain);
    }

    @Override
    public List<PlugRefusal> shutDoors() {
        return heart.doors().shut();
    }

    @Override
    public CallCounts calls() {
        return heart.doors().counts();
    }

    @Override
    public List<SwapRecord> swaps() {
        return heart.plugs().swaps();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindObserver(SessionObserver observer) {
        heart.sessions().observe(observer);
    }

    void unbindObserver(SessionObserver observer) {
        heart.sessions().unobserve(observer);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindRouter(CallRouter router) {
        heart.doors().router(router);
    }

    void unbindRouter(CallRouter router) {
        heart.doors().noRouter(router);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTransport(TransportFactory service, ServiceReference<TransportFactory> reference) {
        plugs.bind(PlugType.TRANSPORT, service, reference);
    }

    void updatedTransport(TransportFactory service, ServiceReference<TransportFactory> reference) {
        plugs.bind(PlugType.TRANSPORT, service, reference);
    }

    void unbindTransport(TransportFactory service) {
        plugs.unbind(PlugType.TRANSPORT, service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindProvider(RealtimeProvider service, ServiceReference<RealtimeProvider> reference) {
        plugs.bind(PlugType.PROVIDER, service, reference);
    }

    void updatedProvider(RealtimeProvider service, ServiceReference<RealtimeProvider> reference) {
        plugs.bind(PlugType.PROVIDER, service, reference);
    }

    void unbindProvider(RealtimeProvider service) {
        plugs.unbind(PlugType.PROVIDER, service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindCallerLeg(CallerLegFactory service, ServiceReference<CallerLegFactory> reference) {
        plugs.bind(PlugType.CALLER_LEG, service, reference);
    }

    void updatedCallerLeg(CallerLegFactory service, ServiceReference<CallerLegFactory> reference) {
        plugs.bind(PlugType.CALLER_LEG, service, reference);
    }

    void unbindCallerLeg(CallerLegFactory service) {
        plugs.unbind(PlugType.CALLER_LEG, service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAgents(AgentSource service, ServiceReference<AgentSource> reference) {
        plugs.bind(PlugType.AGENT, service, reference);
    }

    void updatedAgents(AgentSource service, ServiceReference<AgentSource> reference) {
        plugs.bind(PlugType.AGENT, service, reference);
    }

    void unbindAgents(AgentSource service) {
        plugs.unbind(PlugType.AGENT, service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTools(ToolSource service, ServiceReference<ToolSource> reference) {
        plugs.bind(PlugType.TOOL, service, reference);
    }

    void updatedTools(ToolSource service, ServiceReference<ToolSource> reference) {
        plugs.bind(PlugType.TOOL, service, reference);
    }

    void unbindTools(ToolSource service) {
        plugs.unbind(PlugType.TOOL, service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindGuardrails(GuardrailSource service, ServiceReference<GuardrailSource> reference) {
        plugs.bind(PlugType.GUARDRAIL, service, reference);
    }

    void updatedGuardrails(GuardrailSource service, ServiceReference<GuardrailSource> reference) {
        plugs.bind(PlugType.GUARDRAIL, service, reference);
    }

    void unbindGuardrails(GuardrailSource service) {
        plugs.unbind(PlugType.GUARDRAIL, service);
    }
}
