package io.patchbay.itest.call;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A conversation with an agent. For one thread. */
@ProviderType
public interface Call extends AutoCloseable {

    /**
     * Types a message and waits for the agent's words.
     *
     * @return what the agent said
     * @throws IllegalStateException if it says nothing within 60 s
     */
    String type(String message);

    /**
     * Speaks a sentence, then keeps silent, and waits for the agent's words.
     *
     * @return what the agent said
     * @throws IllegalStateException if it says nothing within 60 s
     */
    String speak(String sentence);

    /** Starts an answer by typing, and interrupts it as soon as it sounds. */
    void interrupt(String message);

    /** Tools that were called so far, each as {@code "name OUTCOME"}. */
    List<String> tools();

    /** How much of the agent's sound arrived so far, in milliseconds. */
    long millisHeard();

    /** How much of that was no silence, in milliseconds. */
    long millisLoud();

    /** How much of the caller's sound was sent so far, in milliseconds. */
    long millisSent();

    /** How much sound reached nobody so far, by the session's account, in milliseconds. */
    long millisLost();

    /** The providers that it was on so far, each as {@code "name RESTORATION"} but the first. */
    List<String> providers();

    /** What went wrong so far, warnings too. */
    List<String> complaints();

    /** Guardrails that tripped so far. */
    List<String> tripped();

    /** Why the call is over, or {@code ""} while it is up. */
    String over();

    /** Hangs up. */
    @Override
    void close();
}
