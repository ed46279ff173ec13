package io.patchbay.runtime;

import io.patchbay.api.plug.AgentInfo;
import io.patchbay.api.plug.CallCounts;
import io.patchbay.api.plug.LineHealth;
import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.api.session.LinePlan;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.DialedCall;
import io.patchbay.runtime.internal.Heart;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The runtime without a container: opens sessions over whatever is plugged in.
 *
 * <pre>{@code
 * try (Patchbay patchbay = Patchbay.load();
 *         RealtimeSession session = patchbay.open(SessionOptions.of(agent))) {
 *     session.connect().toCompletableFuture().join();
 *     session.sendMessage("Hello");
 * }
 * }</pre>
 *
 * <p>Closing it closes its sessions, what its plugs made, and its threads. All methods may be
 * called from any thread.
 */
public final class Patchbay
        implements RealtimeSessions, SessionDirectory, PlugDirectory, AutoCloseable {

    private final Heart heart;

    Patchbay(Heart heart) {
        this.heart = heart;
    }

    /**
     * With all plugs that the context class loader finds ({@link java.util.ServiceLoader}), or this
     * class's loader where the thread has none.
     *
     * @throws java.util.ServiceConfigurationError when a named plug cannot be loaded
     */
    public static Patchbay load() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return load(loader == null ? Patchbay.class.getClassLoader() : loader);
    }

    /**
     * With all plugs that {@code loader} finds ({@link java.util.ServiceLoader}).
     *
     * @throws java.util.ServiceConfigurationError when a named plug cannot be loaded
     */
    public static Patchbay load(ClassLoader loader) {
        return builder().services(Objects.requireNonNull(loader, "loader")).build();
    }

    /** Starts with nothing plugged in. */
    public static PatchbayBuilder builder() {
        return new PatchbayBuilder();
    }

    /**
     * Plugs something in while sessions run; they have it from their next response on, or for the
     * next call or line. What it has to offer is made on the calling thread, which may block.
     *
     * <p>Of several plugs with a name the highest ranking wins, among equals the newest version,
     * else the oldest.
     *
     * @return takes it out again
     * @throws IllegalArgumentException for a setting that is wrong; the message names it, and
     *     nothing is plugged in
     * @throws IllegalStateException when this is closed, or one of the services is in already
     * @throws java.util.ServiceConfigurationError when a named plug cannot be loaded
     */
    public Plugged plugIn(PlugIn plugs) {
        return new Plugged(heart.plugs(), plugs);
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
    public List<AgentInfo> agents() {
        return heart.plugs().agents();
    }

    @Override
    public List<PlugInfo> plugs() {
        return heart.plugs().plugs();
    }

    @Override
    public List<LineHealth> health() {
        return heart.plugs().health();
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

    /**
     * Ends all sessions, closes what the plugs made, and ends the threads that it started. Waits a
     * few seconds at most, and not at all on a session's loop; a plug that does not end is logged.
     * Repeated calls do nothing.
     */
    @Override
    public void close() {
        heart.close();
    }
}
