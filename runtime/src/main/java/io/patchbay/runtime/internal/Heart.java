package io.patchbay.runtime.internal;

import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.runtime.internal.call.CallControl;
import io.patchbay.runtime.internal.call.Doors;
import io.patchbay.runtime.internal.guardrail.GuardrailChecks;
import io.patchbay.runtime.internal.plug.PlugRegistry;
import io.patchbay.runtime.internal.session.CarriedCalls;
import io.patchbay.runtime.internal.session.GuardrailExecutor;
import io.patchbay.runtime.internal.session.ProviderHealth;
import io.patchbay.runtime.internal.session.SessionHost;
import io.patchbay.runtime.internal.session.SessionPlugs;
import io.patchbay.runtime.internal.session.SessionRegistry;
import io.patchbay.runtime.internal.session.ToolExecutor;
import io.patchbay.runtime.internal.tool.AnnotatedTools;
import io.patchbay.runtime.internal.tool.DeclaredArguments;
import io.patchbay.runtime.internal.tool.ToolCalls;
import io.patchbay.runtime.internal.work.Loops;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Plugs, sessions, loops and workers put together: what a class path and a container have in
 * common. For any thread.
 */
public final class Heart implements SessionHost, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Heart.class.getName());

    /** How long the users of a removed plug may go on, when nobody says otherwise. */
    public static final Duration DRAIN = Duration.ofSeconds(10);

    /** What one step of a close may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Supplier<SerialLoop> loops;
    private final Executor workers;
    private final Runnable release;
    private final PlugRegistry plugs;
    private final SessionRegistry sessions;
    private final Doors doors;
    private final CarriedCalls carried;
    private final ToolExecutor tools;
    private final GuardrailExecutor guardrails;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Beats until closed.
     *
     * @param loops gives each session its loop
     * @param workers for everything that may block
     * @param drain how long the users of a removed plug may go on
     * @param release ends loops and workers, if they are the runtime's own; last of all
     */
    public Heart(Supplier<SerialLoop> loops, Executor workers, Duration drain, Runnable release) {
        this(loops, workers, drain, null, release);
    }

    /**
     * Beats until closed.
     *
     * @param loops gives each session its loop
     * @param workers for everything that may block
     * @param drain how long the users of a removed plug may go on
     * @param calls how long live calls of a removed caller leg may go on, or null: until they end
     * @param release ends loops and workers, if they are the runtime's own; last of all
     */
    public Heart(
            Supplier<SerialLoop> loops,
            Executor workers,
            Duration drain,
            @Nullable Duration calls,
            Runnable release) {
        this.loops = loops;
        this.workers = workers;
        this.release = release;
        plugs = new PlugRegistry(workers, loops, drain, calls);
        tools = new ToolCalls(workers);
        guardrails = new GuardrailChecks(workers);
        sessions = new SessionRegistry(this);
        plugs.listen(sessions::plugsChanged);
        CallControl control = new CallControl(() -> plugs.view("calls"), workers, loops);
        carried = control;
        doors = new Doors(plugs, sessions, control, workers, loops);
        plugs.listen(doors::changed);
        sessions.describer(doors::describe);
        sessions.dialsBy(doors::dial);
    }

    /** What is plugged in. */
    public PlugRegistry plugs() {
        return plugs;
    }

    /** Where callers come in. */
    public Doors doors() {
        return doors;
    }

    /** The live sessions. */
    public SessionRegistry sessions() {
        return sessions;
    }

    @Override
    public SerialLoop newLoop() {
        return loops.get();
    }

    @Override
    public boolean onLoop() {
        return loops instanceof Loops own && own.onLoop();
    }

    @Override
    public Executor workers() {
        return workers;
    }

    @Override
    public ToolExecutor tools() {
        return tools;
    }

    @Override
    public GuardrailExecutor guardrails() {
        return guardrails;
    }

    @Override
    public SessionPlugs plugs(String sessionId) {
        return plugs.view(sessionId);
    }

    @Override
    public CarriedCalls carriedCalls() {
        return carried;
    }

    @Override
    public ProviderHealth health() {
        return plugs.providers();
    }

    @Override
    public void swapped(String sessionId, Swap swap) {
        plugs.swapped(sessionId, swap);
    }

    @Override
    public void checkArguments(ToolDefinition.Function tool, String arguments) {
        DeclaredArguments.check(tool, arguments);
    }

    @Override
    public List<FunctionTool> annotated(Object object) {
        return AnnotatedTools.of(object);
    }

    /**
     * Ends all sessions, closes all plugs, and lets go of loops and workers. Waits up to five
     * seconds for each of the first two, but never on an own loop, which would wait for itself.
     * Repeated calls do nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (onLoop()) {
            new Thread(null, this::end, "patchbay-close", 0, false).start();
        } else {
            end();
        }
    }

    private void end() {
        doors.close();
        await("sessions", sessions.close(CloseReason.NORMAL));
        await("plugs", plugs.close());
        release.run();
    }

    private static void await(String what, CompletionStage<Void> end) {
        try {
            end.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, "not all {0} were closed after {1}", what, PATIENCE);
        } catch (ExecutionException e) {
            LOG.log(Level.WARNING, () -> "closing " + what + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
