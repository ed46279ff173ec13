/**
 * Calls that a provider carries by SIP: the model transport {@code sip} joins one by its id, and
 * the door {@code openai-sip} takes the webhooks that announce them. No sound comes this way.
 */
@NullMarked
package io.patchbay.transport.sip.internal.attach;

import org.jspecify.annotations.NullMarked;
