package io.patchbay.itest.call;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Opens calls between agents that bundles offer and an emulator of its own; for any thread. */
@ProviderType
public interface CallDesk {

    /**
     * Connects a session.
     *
     * @param agent the name under which a bundle offers the agent
     * @return the connected call
     * @throws IllegalStateException if it does not connect within 60 s
     */
    Call open(String agent);

    /**
     * Connects a session over another transport of messages.
     *
     * @param transport the name under which a bundle offers it
     * @throws IllegalStateException if it does not connect, with the reason
     */
    Call openOver(String transport, String agent);

    /**
     * Connects a session whose line is WebRTC.
     *
     * @throws IllegalStateException if it does not connect, with the reason
     */
    Call openOverWebRtc(String agent);

    /**
     * Connects a session whose agent writes, and a guardrail judges what.
     *
     * @param guardrail the name under which a bundle offers it
     */
    Call open(String agent, String guardrail);

    /**
     * Connects a session that goes on with the next provider when one is gone, and returns to the
     * first at a silence once it is back. Its agent knows the tool {@code current_time}, and its
     * models know {@link #RECALL}.
     *
     * @param providers by preference
     * @throws IllegalStateException if it does not connect, with the reason
     */
    Call openAlong(List<String> providers);

    /** What is answered by all cities that the model was asked about, as far as it knows. */
    String RECALL = "which cities were those";

    /** How much of the callers' sound has reached models so far, in milliseconds. */
    long millisTaken();

    /** The address of the model that it calls. */
    String model();

    /** What the runtime has plugged in, each as {@code "KIND name STATE"}. */
    List<String> plugs();

    /** The same with versions, each as {@code "KIND name version STATE share users"}. */
    List<String> versions();
}
