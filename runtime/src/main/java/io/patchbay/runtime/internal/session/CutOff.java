package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.ReconnectPolicy.CutAnswer;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.transport.TransportEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the end of a line cuts off: an answer in the middle, a turn that nobody has answered yet. It
 * brings the history to what the caller will have heard, and has the next line go on (RULES 22). On
 * the loop.
 */
final class CutOff implements Follower {
    private static final String CONTINUE =
            "Your last message was cut off by a technical fault. The caller has heard it up to"
                    + " where it ends now. Go on from there; repeat nothing, and do not mention the"
                    + " fault.";
    private static final String APOLOGISE =
            "Your last message was cut off by a technical fault. Say in one short sentence that"
                    + " you are sorry, and ask the caller how to go on.";

    /** Nobody speaks faster: so much sound belongs to a letter at least, in milliseconds. */
    private static final int MILLIS_PER_LETTER = 55;

    private final SessionCore core;
    private final Configuration configuration;
    private final Supplier<@Nullable AgentBinding> binding;
    private boolean turnOpen;
    private boolean cut;
    private boolean unheard;
    private @Nullable ResponseRequest again;

    CutOff(
            SessionCore core,
            Configuration configuration,
            Supplier<@Nullable AgentBinding> binding) {
        this.core = core;
        this.configuration = configuration;
        this.binding = binding;
    }

    /** Whether the caller has said something that nobody has begun to answer. */
    boolean turnOpen() {
        return turnOpen;
    }

    /**
     * The line is gone; the parts still know what ran on it.
     *
     * @param answered the request that the running response seemed to answer, or null
     * @return what is lost of it
     */
    List<String> lost(
            SessionParts parts, @Nullable ResponseRequest answered, boolean wasCancelled) {
        List<String> lost = new ArrayList<>();
        List<Segments.Cut> played = parts.legs.primary().cuts();
        for (Responses.Active active : parts.responses.inConversation()) {
            boolean dropped = wasCancelled || parts.interruptions.isDiscarded(active.id);
            boolean open = true;
            boolean audible = false;
            for (String id : active.messages()) {
                Item item = core.conversation.item(id).orElse(null);
                if (item instanceof Item.Message message) {
                    open = message.status() == ItemStatus.IN_PROGRESS;
                    audible |= open ? cut(message, played) : true;
                }
            }
            for (Item.FunctionCall call : active.calls()) {
                core.conversation.remove(call.id());
                lost.add(call.id() + ": a call of an answer that was cut off; it was not run");
                open = true;
            }
            if (!dropped && open) {
                cut |= audible;
                unheard |= !audible;
                again = audible ? again : answered;
            }
        }
        String playing = parts.packets.unfinished();
        if (playing != null
                && core.conversation.item(playing).orElse(null) instanceof Item.Message message
                && message.status() == ItemStatus.COMPLETED) {
            // generated to its end, but the provider had not played it to its end
            boolean audible = cut(message, played);
            cut |= audible;
            unheard |= !audible;
        }
        int beside = parts.responses.outOfBand();
        if (beside > 0) {
            lost.add(beside + " responses beside the conversation were not finished");
        }
        return lost;
    }

    /** Brings a message to what of it will have been heard; false when that is nothing. */
    private boolean cut(Item.Message message, List<Segments.Cut> played) {
        boolean audible = false;
        for (int i = 0; i < message.content().size(); i++) {
            ContentPart part = message.content().get(i);
            if (part instanceof ContentPart.OutputText text) {
                audible |= !text.text().isEmpty();
            } else if (part instanceof ContentPart.OutputAudio spoken) {
                long received = received(message.id(), i, played);
                String words = spoken.transcript() == null ? "" : spoken.transcript();
                if (received > 0) {
                    // words come before their sound: what was not received was not heard
                    long whole = Math.max(received, (long) words.length() * MILLIS_PER_LETTER);
                    core.conversation.heard(message.id(), i, received, whole);
                    audible = true;
                }
            }
        }
        if (!audible) {
            core.conversation.remove(message.id());
            return false;
        }
        Item now = core.conversation.item(message.id()).orElse(message);
        core.conversation.put(
                new Item.Message(
                        message.id(),
                        message.role(),
                        ((Item.Message) now).content(),
                        ItemStatus.INCOMPLETE));
        return true;
    }

    /** What is here plays on, so all of it will have been heard. */
    private static long received(String itemId, int contentIndex, List<Segments.Cut> played) {
        for (Segments.Cut cut : played) {
            if (cut.itemId().equals(itemId) && cut.contentIndex() == contentIndex) {
                return cut.totalMillis();
            }
        }
        return 0;
    }

    /** The next line stands and knows the conversation: somebody goes on. */
    void goOn(SessionParts parts, ProviderCapabilities capabilities) {
        boolean wasCut = cut;
        boolean wasUnheard = unheard || turnOpen;
        ResponseRequest request = again;
        clear();
        if (parts.outgoing.gate().busy() || parts.outgoing.gate().waiting() > 0) {
            return; // somebody has asked, and that answer covers it
        }
        if (wasUnheard) {
            if (request != null) {
                parts.outgoing.gate().request(request, core.clock.now());
            } else {
                parts.outgoing.request(ResponseRequest.Origin.MESSAGE, ResponseOptions.DEFAULT);
            }
        } else if (wasCut) {
            CutAnswer policy = core.options.reconnect().cutAnswer();
            if (policy != CutAnswer.WAIT) {
                parts.outgoing.request(
                        ResponseRequest.Origin.MESSAGE,
                        instructed(
                                policy == CutAnswer.CONTINUE ? CONTINUE : APOLOGISE, capabilities));
            }
        }
    }

    /** A provider that takes nothing for one answer goes on as it sees fit. */
    private ResponseOptions instructed(String once, ProviderCapabilities capabilities) {
        if (!capabilities.has(Feature.PER_RESPONSE_OVERRIDES)) {
            return ResponseOptions.DEFAULT;
        }
        return Overrides.withAgent(ResponseOptions.instructions(once), binding.get());
    }

    /** Nothing is to go on: the line knows it all by itself, or nothing comes back. */
    void clear() {
        cut = false;
        unheard = false;
        turnOpen = false;
        again = null;
    }

    @Override
    public void event(TransportEvent event) {
        if (event instanceof TransportEvent.InputCommitted) {
            turnOpen = configuration.serverResponds();
        } else if (event instanceof TransportEvent.ResponseStarted e && !e.response().outOfBand()) {
            turnOpen = false;
        }
    }

    @Override
    public void interrupted(InterruptionCause cause) {
        clear();
    }
}
