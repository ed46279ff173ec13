package io.patchbay.console.internal.health;

import java.util.concurrent.CompletionStage;
import tools.jackson.databind.node.ObjectNode;

/**
 * How everything is, as {@code Health} of the page's types. Made once for all who ask within two
 * seconds, and not at all while nobody does. For any thread; never blocks.
 */
public interface HealthReport {

    /**
     * The newest report; nobody changes it. Completes on a thread of its own; fails where one of
     * those who are asked does, or the console stops.
     */
    CompletionStage<ObjectNode> latest();
}
