package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.Consent;
import io.patchbay.api.session.PendingApproval;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of MCP tools, which the provider makes by itself: it may ask for consent first, and
 * what it came to is answered by a response, unless the session's policy says otherwise. On the
 * loop.
 */
final class McpCalls implements Follower {
    /** So many calls are remembered, for providers that tell of one twice. */
    private static final int REMEMBERED = 256;

    private final SessionCore core;
    private final Outgoing outgoing;
    private final Approvals approvals;
    private final Supplier<@Nullable AgentBinding> speaker;

    /**
     * Those that were told; a set of its own from the first one on, for most sessions have none.
     */
    private Set<String> completed = Set.of();

    private Responses.@Nullable Active running;
    private @Nullable String unanswered;

    McpCalls(
            SessionCore core,
            Outgoing outgoing,
            Approvals approvals,
            Supplier<@Nullable AgentBinding> speaker) {
        this.core = core;
        this.outgoing = outgoing;
        this.approvals = approvals;
        this.speaker = speaker;
    }

    @Override
    public void event(TransportEvent event) {
        Item item =
                event instanceof TransportEvent.ItemDone done
                        ? done.item()
                        : event instanceof TransportEvent.ItemRetrieved got ? got.item() : null;
        if (item instanceof Item.McpCall call) {
            if (call.output() != null || call.errorJson() != null) {
                completed(call);
            }
        } else if (item instanceof Item.McpApprovalRequest request
                && event instanceof TransportEvent.ItemDone) {
            asked(request);
        }
    }

    private void completed(Item.McpCall call) {
        if (completed.isEmpty()) {
            completed = new LinkedHashSet<>();
        }
        if (!completed.add(call.id())) {
            return;
        }
        if (completed.size() > REMEMBERED) {
            completed.remove(completed.iterator().next());
        }
        if (core.heard()) {
            core.emit(new SessionEvent.McpCallCompleted(core.stamp(), call));
        }
        if (!core.options.tools().answerMcpCalls()) {
            return;
        }
        if (running == null) {
            answer(call.id()); // consented to, and made outside of any response
        } else {
            unanswered = call.id();
        }
    }

    private void answer(String motive) {
        if (outgoing.line() != null) {
            outgoing.request(ResponseRequest.Origin.TOOLS, motive);
        }
    }

    @Override
    public void responseStarted(Responses.Active response) {
        if (!response.outOfBand) {
            running = response;
            unanswered = null;
        }
    }

    @Override
    public void responseEnded(Responses.Active response, Response result) {
        if (response != running) {
            return;
        }
        running = null;
        String motive = unanswered;
        unanswered = null;
        // one that was cut short was cut by somebody who speaks now
        if (motive != null && result.status() == Response.Status.COMPLETED) {
            answer(motive);
        }
    }

    private void asked(Item.McpApprovalRequest request) {
        AgentBinding owner = running != null ? running.binding : speaker.get();
        PendingApproval approval =
                new PendingApproval(
                        PendingApproval.Kind.MCP,
                        owner == null ? "" : owner.name(),
                        request.name(),
                        request.id(),
                        request.arguments(),
                        request.serverLabel());
        Approvals.Asked asked = approvals.ask(approval, new Asker(request.id()));
        if (asked == Approvals.Asked.CHANGED) {
            core.error(
                    ErrorSource.TOOL,
                    "the provider asks for consent under the id '"
                            + request.id()
                            + "' for another tool or other arguments than before; that is not"
                            + " answered",
                    null);
        } else if (asked == Approvals.Asked.FULL) {
            core.warn("approvals-full", "too much waits for consent; an MCP tool was refused");
            refuse(request.id(), "too much waits for consent");
        }
    }

    /** Passes a decision on to the provider, which makes the call. */
    private final class Asker implements Approvals.Asker {
        private final String requestId;

        Asker(String requestId) {
            this.requestId = requestId;
        }

        @Override
        public CompletionStage<?> pass(Consent consent) {
            return respond(requestId, consent.granted(), consent.message());
        }

        @Override
        public void decided(Consent consent) {
            // the provider goes on by itself
        }

        @Override
        public void expired() {
            refuse(requestId, "nobody decided in time");
        }
    }

    private void refuse(String requestId, String reason) {
        respond(requestId, false, reason)
                .whenComplete(
                        (receipt, failure) -> {
                            if (failure != null) {
                                core.error(
                                        ErrorSource.LINE,
                                        "the refusal of an MCP tool could not be sent: "
                                                + failure.getMessage(),
                                        null);
                            }
                        });
    }

    private CompletionStage<?> respond(String requestId, boolean approve, @Nullable String reason) {
        return outgoing.send(
                Command.CreateItem.after(
                        requestId,
                        new Item.McpApprovalResponse(
                                outgoing.nextItemId(), requestId, approve, reason)));
    }

    /** The requests of a line die with it: no other line knows them. */
    @Override
    public void lineGone() {
        running = null;
        unanswered = null;
        approvals.withdraw(approval -> approval.kind() == PendingApproval.Kind.MCP);
    }

    @Override
    public void responseGivenUp(String responseId) {
        if (running != null && running.id.equals(responseId)) {
            running = null;
            unanswered = null;
        }
    }
}
