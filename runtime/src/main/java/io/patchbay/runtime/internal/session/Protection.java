package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is being said that the caller's speech must leave alone: responses that were asked for so,
 * until they are played to their end, and whatever else holds a protection. On the loop.
 */
final class Protection implements Follower {
    /** Something that is protected. */
    private static final class Shield {
        /** The request for a response; null for a hold. */
        final @Nullable String commandId;

        final boolean outOfBand;
        @Nullable String responseId;
        boolean ended;

        Shield(@Nullable String commandId, boolean outOfBand) {
            this.commandId = commandId;
            this.outOfBand = outOfBand;
        }

        boolean waits() {
            return commandId != null && responseId == null;
        }
    }

    private final BooleanSupplier playing;
    private final Runnable onChange;
    private final List<Shield> shields = new ArrayList<>(0);
    private boolean told;

    /**
     * Nothing is protected yet.
     *
     * @param playing whether the caller hears something
     * @param onChange told when the first protection begins and the last ends
     */
    Protection(BooleanSupplier playing, Runnable onChange) {
        this.playing = playing;
        this.onChange = onChange;
    }

    /** Whether speech is to be borne now. */
    boolean active() {
        return !shields.isEmpty();
    }

    /**
     * Protects what is said, whatever it is, until the answer is run. A protection ends with its
     * line, too.
     */
    Runnable hold() {
        Shield shield = new Shield(null, false);
        add(shield);
        return () -> remove(shield);
    }

    private void add(Shield shield) {
        shields.add(shield);
        changed();
    }

    private void remove(Shield shield) {
        if (shields.remove(shield)) {
            changed();
        }
    }

    private void changed() {
        if (told != active()) {
            told = active();
            onChange.run();
        }
    }

    @Override
    public void responseAsked(Command command) {
        if (command instanceof Command.CreateResponse create
                && create.options().uninterruptible()) {
            add(new Shield(create.id(), create.options().outOfBand()));
        }
    }

    @Override
    public void requestOver(String commandId) {
        for (Shield shield : List.copyOf(shields)) {
            if (commandId.equals(shield.commandId)) {
                remove(shield);
            }
        }
    }

    @Override
    public void event(TransportEvent event) {
        if (event instanceof TransportEvent.Error error && error.error().commandId() != null) {
            String refused = error.error().commandId();
            for (Shield shield : List.copyOf(shields)) {
                if (shield.outOfBand && shield.waits() && refused.equals(shield.commandId)) {
                    remove(shield);
                }
            }
        }
    }

    @Override
    public void responseStarted(Responses.Active response) {
        for (Shield shield : shields) {
            if (shield.waits() && shield.outOfBand == response.outOfBand) {
                shield.responseId = response.id;
                return;
            }
        }
    }

    @Override
    public void responseEnded(Responses.Active response, Response result) {
        ended(response.id);
    }

    @Override
    public void responseGivenUp(String responseId) {
        ended(responseId);
    }

    private void ended(String responseId) {
        for (Shield shield : List.copyOf(shields)) {
            if (responseId.equals(shield.responseId)) {
                shield.ended = true;
                if (!playing.getAsBoolean()) {
                    remove(shield);
                }
            }
        }
    }

    @Override
    public void playbackEnded(@Nullable String itemId) {
        silent();
    }

    @Override
    public void interrupted(InterruptionCause cause) {
        silent(); // whoever else than the caller silenced it
    }

    private void silent() {
        for (Shield shield : List.copyOf(shields)) {
            if (shield.ended) {
                remove(shield);
            }
        }
    }

    @Override
    public void lineGone() {
        shields.clear();
        told = false; // the next line is opened as if nothing had been
    }
}
