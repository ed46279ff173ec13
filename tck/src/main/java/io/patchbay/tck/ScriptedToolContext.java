package io.patchbay.tck;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.Call;
import io.patchbay.api.tool.CancellationToken;
import io.patchbay.api.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a tool may look at, made by a test: for {@link io.patchbay.api.tool.FunctionTool#execute}
 * and {@link io.patchbay.api.tool.FunctionTool#enabled}. For any thread.
 */
public final class ScriptedToolContext implements ToolContext {
    private final @Nullable Call call;
    private final List<Item> said = new ArrayList<>();
    private final List<Runnable> onCancelled = new ArrayList<>();
    private @Nullable Object application;
    private @Nullable String cancelled;

    /**
     * A session in which nobody has spoken yet.
     *
     * @param call the caller's, or null
     */
    public ScriptedToolContext(@Nullable Call call) {
        this.call = call;
    }

    /** Somebody said something. */
    public synchronized ScriptedToolContext after(Item... items) {
        said.addAll(List.of(items));
        return this;
    }

    /** The application's object. */
    public synchronized ScriptedToolContext application(Object object) {
        application = object;
        return this;
    }

    /** The call is no longer wanted. */
    public void cancel(String reason) {
        List<Runnable> actions;
        synchronized (this) {
            cancelled = reason;
            actions = List.copyOf(onCancelled);
            onCancelled.clear();
        }
        actions.forEach(Runnable::run);
    }

    /** The same session at a response boundary, as a tool is asked whether it is enabled. */
    public AgentContext moment() {
        return new Moment(this);
    }

    @Override
    public String sessionId() {
        return "session-of-the-test";
    }

    @Override
    public String callId() {
        return "call_1";
    }

    @Override
    public String agent() {
        return "test";
    }

    @Override
    public Optional<Call> call() {
        return Optional.ofNullable(call);
    }

    @Override
    public synchronized History history() {
        return new Said(List.copyOf(said));
    }

    @Override
    public synchronized <T> Optional<T> context(Class<T> type) {
        return type.isInstance(application)
                ? Optional.of(type.cast(application))
                : Optional.empty();
    }

    @Override
    public CancellationToken cancellation() {
        return new CancellationToken() {
            @Override
            public boolean isCancelled() {
                return reason().isPresent();
            }

            @Override
            public Optional<String> reason() {
                synchronized (ScriptedToolContext.this) {
                    return Optional.ofNullable(cancelled);
                }
            }

            @Override
            public void onCancelled(Runnable action) {
                synchronized (ScriptedToolContext.this) {
                    if (cancelled == null) {
                        onCancelled.add(action);
                        return;
                    }
                }
                action.run();
            }
        };
    }

    private record Moment(ScriptedToolContext context) implements AgentContext {
        @Override
        public String sessionId() {
            return context.sessionId();
        }

        @Override
        public RealtimeAgent agent() {
            return RealtimeAgent.builder(context.agent()).build();
        }

        @Override
        public History history() {
            return context.history();
        }

        @Override
        public <T> Optional<T> context(Class<T> type) {
            return context.context(type);
        }

        @Override
        public Optional<Call> call() {
            return context.call();
        }
    }

    private record Said(List<Item> items) implements History {
        @Override
        public Optional<Item> item(String id) {
            return items.stream().filter(item -> item.id().equals(id)).findFirst();
        }

        @Override
        public Optional<Item.FunctionCallOutput> output(String callId) {
            return items.stream()
                    .filter(Item.FunctionCallOutput.class::isInstance)
                    .map(Item.FunctionCallOutput.class::cast)
                    .filter(item -> item.callId().equals(callId))
                    .findFirst();
        }
    }
}
