package io.patchbay.runtime.internal.emulation;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Notices the caller's turns in a provider's place, and does with them what a server would that was
 * asked for it: interrupts, ends the turn, asks for the answer, or leaves that to the session. The
 * provider hears speech only, with the padding before it: what lies between turns stays here.
 *
 * <p>A provider whose turns are ended by hand gets the sound as it is spoken, a commit and, as
 * wanted, a request. One that is told when the caller speaks answers by itself when he stops: where
 * it must not, or must not be interrupted, it is told later, of the whole turn.
 */
final class ClientTurns extends StandIn implements Ear.Turns {
    private final ProviderCapabilities provider;
    private final boolean tells;
    private boolean here;
    private TurnDetection.ServerVad detection = Ear.inForce(TurnDetection.ServerVad.defaults());
    private boolean off;
    private SessionConfig known = SessionConfig.EMPTY;
    private @Nullable RealtimeCodec codec;
    private @Nullable Ear ear;

    /** The answer of the conversation that runs; null when none does. */
    private @Nullable String running;

    /** Whether what runs was interrupted from here, as by a server. */
    private boolean interrupted;

    private boolean speaking;

    /** Whether the provider knows that the caller speaks, and hears it. */
    private boolean told;

    /** A turn that is over, and of which the provider does not know that. */
    private @Nullable String withheld;

    /** The turn that the provider hears of now, where it was told of it later. */
    private final RenamedTurn renamed = new RenamedTurn();

    private int turns;

    ClientTurns(RealtimeTransport far, ProviderCapabilities provider) {
        super(far);
        this.provider = provider;
        this.tells = provider.has(Feature.SPEECH_ACTIVITY);
    }

    /** Whether turns that are wanted so have to be noticed here. */
    static boolean needed(ProviderCapabilities provider, SessionConfig wanted) {
        TurnDetection flags = wanted.value(ConfigField.TURN_DETECTION).orElse(null);
        return !provider.has(Feature.SERVER_TURN_DETECTION)
                || flags != null
                        && (Boolean.FALSE.equals(flags.createResponse())
                                        && !provider.has(Feature.CLIENT_RESPONSES)
                                || Boolean.FALSE.equals(flags.interruptResponse())
                                        && !provider.has(Feature.CLIENT_INTERRUPTION));
    }

    @Override
    ConnectRequest opening(ConnectRequest wanted) {
        here = needed(provider, wanted.config());
        if (!here) {
            return wanted;
        }
        codec = wanted.codec();
        known = wanted.config();
        set(wanted.config().get(ConfigField.TURN_DETECTION));
        boolean field = provider.mutability().containsKey(ConfigField.TURN_DETECTION);
        SessionConfig bare = TurnPlans.without(wanted.config());
        return new ConnectRequest(
                wanted.loop(),
                wanted.endpoint(),
                wanted.codec(),
                field
                        ? bare.with(
                                SessionConfig.builder().clear(ConfigField.TURN_DETECTION).build())
                        : bare,
                wanted.model(),
                wanted.callId(),
                wanted.resumption(),
                wanted.timeout(),
                wanted.history());
    }

    private void set(ConfigValue<TurnDetection> wanted) {
        off = wanted instanceof ConfigValue.Cleared<TurnDetection>;
        detection = Ear.inForce(wanted.asOptional().orElse(TurnDetection.ServerVad.defaults()));
        if (ear != null) {
            ear.listensFor(detection);
        }
    }

    private boolean answers() {
        return Boolean.TRUE.equals(detection.createResponse());
    }

    private boolean interrupts() {
        return Boolean.TRUE.equals(detection.interruptResponse());
    }

    // ---- what the session asks for

    @Override
    public CompletionStage<Receipt> send(Command command) {
        if (!here) {
            return command instanceof Command.UpdateSession update
                    ? theirs(update)
                    : super.send(command);
        }
        if (command instanceof Command.UpdateSession update) {
            return update(update);
        } else if (command instanceof Command.CommitAudio && tells) {
            return commit(command);
        } else if (command instanceof Command.ClearInputAudio) {
            return clear(command);
        } else if (command instanceof Command.CreateResponse create
                && !create.options().outOfBand()
                && withheld != null) {
            tellWhole();
            return done(command); // it answers what it was told
        } else if (command instanceof Command.CancelResponse cancel
                && (cancel.responseId() == null || cancel.responseId().equals(running))) {
            running = null;
            CompletionStage<Receipt> sent = super.send(command);
            if (speaking && !told) {
                begin();
            }
            return sent;
        }
        return super.send(command);
    }

    /** Turns that the provider takes from its opening only stay as they are. */
    private CompletionStage<Receipt> theirs(Command.UpdateSession update) {
        SessionConfig rest = TurnPlans.without(update.change());
        boolean fixed =
                provider.mutability().get(ConfigField.TURN_DETECTION) == Mutability.RECONNECT;
        if (!fixed || rest.fields().size() == update.change().fields().size()) {
            return super.send(update);
        }
        return rest.isEmpty()
                ? done(update)
                : super.send(new Command.UpdateSession(update.id(), rest));
    }

    private CompletionStage<Receipt> update(Command.UpdateSession update) {
        ConfigValue<TurnDetection> wanted = update.change().get(ConfigField.TURN_DETECTION);
        if (!wanted.isPresent()) {
            return super.send(update);
        }
        set(wanted);
        SessionConfig rest = TurnPlans.without(update.change());
        if (!rest.isEmpty()) {
            return super.send(new Command.UpdateSession(update.id(), rest));
        }
        tellLater(new TransportEvent.SessionUpdated(ours(known)));
        return done(update);
    }

    /** The caller's turn ends by hand, for a provider that is told when he speaks. */
    private CompletionStage<Receipt> commit(Command command) {
        if (!told) {
            begin();
        }
        speaking = false;
        if (ear != null) {
            ear.cut();
        }
        withhold();
        return done(command);
    }

    private CompletionStage<Receipt> clear(Command command) {
        speaking = false;
        if (ear != null) {
            ear.forget();
        }
        if (told && !tells) {
            told = false;
            return super.send(command);
        }
        tellLater(new TransportEvent.InputCleared());
        return done(command);
    }

    /** A turn was no speech: where the provider has not heard it, it never will. */
    void forget(String itemId) {
        if (itemId.equals(withheld) && !told) {
            withheld = null;
            if (ear != null && !speaking) {
                ear.forget();
            }
        }
    }

    // ---- the caller's sound

    @Override
    public SendStatus sendAudio(ByteBuffer frame) {
        if (!here || off && !tells) {
            return super.sendAudio(frame);
        }
        if (state() != TransportState.CONNECTED) {
            return super.sendAudio(frame);
        }
        if (off) {
            if (!told) {
                begin();
            }
            return super.sendAudio(frame);
        }
        Ear listening = ear;
        if (listening == null) {
            AudioFormat format = codec == null ? AudioFormat.PCM16_24K : codec.inputFormat();
            listening = new Ear(this, format);
            listening.listensFor(detection);
            ear = listening;
        }
        return listening.hears(frame);
    }

    @Override
    public SendStatus pass(ByteBuffer sound) {
        return super.sendAudio(sound);
    }

    @Override
    public void onWritable() {
        if (ear != null) {
            ear.flush();
        }
        super.onWritable();
    }

    @Override
    public boolean open() {
        return told;
    }

    @Override
    public boolean keeps() {
        return speaking || withheld != null;
    }

    @Override
    public void started(long startMillis) {
        speaking = true;
        boolean busy = running != null;
        if (busy && interrupts() && !tells) {
            interrupted = true;
            super.send(Command.CancelResponse.current());
        }
        tell(new TransportEvent.SpeechStarted(null, startMillis));
        if (!tells || interrupts() || !busy) {
            begin();
        }
    }

    /** From now on the provider hears what the caller says. */
    private void begin() {
        told = true;
        if (tells && withheld == null) {
            super.send(Command.SpeechActivity.of(true));
        }
        if (ear != null) {
            ear.flush();
        }
    }

    @Override
    public void stopped(long endMillis) {
        speaking = false;
        tell(new TransportEvent.SpeechStopped(null, endMillis));
        if (!tells) {
            told = false;
            super.send(Command.CommitAudio.now());
            if (answers() && (running == null || interrupted)) {
                super.send(Command.CreateResponse.of(ResponseOptions.DEFAULT));
            }
        } else if (answers() && told) {
            end();
        } else {
            withhold();
        }
    }

    /** The provider learns that the turn is over, and answers it. */
    private void end() {
        told = false;
        super.send(Command.SpeechActivity.of(false));
    }

    /** To the session the turn is over; the provider learns it when it is to answer. */
    private void withhold() {
        String id = withheld;
        if (id == null) {
            id = "turn_" + ++turns + "_" + Integer.toHexString(System.identityHashCode(this));
            withheld = id;
        }
        String item = id;
        later(
                () -> {
                    tell(new TransportEvent.InputCommitted(item, Placement.END));
                    Item heard =
                            new Item.Message(
                                    item,
                                    Role.USER,
                                    List.of(new ContentPart.InputAudio(null, null)),
                                    ItemStatus.COMPLETED);
                    tell(new TransportEvent.ItemAdded(heard, Placement.END));
                    tell(new TransportEvent.ItemDone(heard, Placement.END));
                });
    }

    private void tellWhole() {
        String id = withheld;
        withheld = null;
        if (id != null) {
            renamed.begin(id);
        }
        if (!told) {
            begin();
        }
        end();
    }

    // ---- what the provider tells

    @Override
    public void onEvent(TransportEvent event) {
        if (!here) {
            tell(event);
            return;
        }
        if (event instanceof TransportEvent.SessionCreated e) {
            known = e.config();
            tell(new TransportEvent.SessionCreated(e.sessionId(), e.expiresAt(), ours(e.config())));
        } else if (event instanceof TransportEvent.SessionUpdated e) {
            known = e.config();
            tell(new TransportEvent.SessionUpdated(ours(e.config())));
        } else if (event instanceof TransportEvent.SpeechStarted
                || event instanceof TransportEvent.SpeechStopped) {
            return; // it was told so
        } else if (event instanceof TransportEvent.ResponseStarted e) {
            if (!e.response().outOfBand()) {
                running = e.response().id();
                interrupted = false;
            }
            tell(event);
        } else if (event instanceof TransportEvent.ResponseDone e) {
            ended(e.response());
        } else {
            TransportEvent told = renamed.translate(event);
            if (told != null) {
                tell(told);
            }
        }
    }

    private SessionConfig ours(SessionConfig told) {
        SessionConfig.Builder mine = SessionConfig.builder();
        return told.with(
                off
                        ? mine.clear(ConfigField.TURN_DETECTION).build()
                        : mine.turnDetection(detection).build());
    }

    private void ended(Response response) {
        boolean cut = interrupted && response.id().equals(running);
        if (response.id().equals(running)) {
            running = null;
            interrupted = false;
        }
        boolean cancelled = cut && response.status() == Response.Status.CANCELLED;
        tell(new TransportEvent.ResponseDone(cancelled ? byTheCaller(response) : response));
        if (tells && running == null && !told) {
            if (speaking) {
                begin(); // there is nothing left to interrupt
            } else if (withheld != null && answers()) {
                tellWhole();
            }
        }
    }

    private static Response byTheCaller(Response response) {
        return new Response(
                response.id(),
                response.status(),
                "turn_detected",
                response.error(),
                response.output(),
                response.outOfBand(),
                response.metadata(),
                response.usage());
    }
}
