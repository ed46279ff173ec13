/**
 * Deepgram's Voice Agent, {@code wss://agent.deepgram.com/v1/agent/converse}, written from its
 * AsyncAPI document (github.com/deepgram/deepgram-api-specs), the guides of developers.deepgram.com
 * and the types of the client {@code @deepgram/sdk} 5.13.0.
 *
 * <p>Where those are silent: sound is done before functions are requested, a response that fails is
 * {@code FAILED_TO_THINK}, connections are closed with 1011 after an error, and a client is given
 * up that has sent nothing for 30 s.
 */
@NullMarked
package io.patchbay.emulator.face.deepgram.internal;

import org.jspecify.annotations.NullMarked;
