/**
 * The session engine: a thin conductor on a serial loop, and the collaborators it conducts. What it
 * needs of the runtime around it is {@link io.patchbay.runtime.internal.session.SessionHost},
 * {@link io.patchbay.runtime.internal.session.ToolExecutor} and {@link
 * io.patchbay.runtime.internal.session.GuardrailExecutor}. Where to look:
 *
 * <ul>
 *   <li><b>The session.</b> {@link Session} is the door: every call of the application, one hop to
 *       the loop. {@link Lifecycle} is its life from opening to end, {@link SessionParts} puts
 *       together what it is made of, {@link SessionCore} is what all parts share, {@link Follower}
 *       is how a part hears what happens. Around it: {@link SessionHost}, {@link SessionRegistry},
 *       {@link Clock}, {@link Counters}, {@link OnWorker} and {@link Lease}.
 *   <li><b>What is plugged in.</b> {@link SessionPlugs} is what one session sees of it. {@link
 *       PartSwaps} follows what the agent uses by name ({@link PartUse}), {@link LineSwaps} what
 *       the line is made of ({@link LinePlugs}), and {@link LineSwapReports} tells what became of
 *       that. {@link PlugWait} waits for what is missing ({@link MissingPlug}).
 *   <li><b>Lines.</b> {@link LineSupervisor} keeps the {@link Line} to the model and one that is to
 *       follow it. {@link LineMaker} makes one, which {@link Opening} hears and {@link Successor}
 *       makes {@link Ready}, with what its provider can have of the configuration ({@link
 *       Negotiated}); {@link CurrentLine} takes it over. {@link FirstLine} makes the first one, and
 *       {@link NextLine} has all that brings another: {@link Reconnect} ({@link Backoff}, {@link
 *       Failures}, {@link Trials}, {@link RollBack}) after a loss, {@link Moves} ({@link LineMove})
 *       without one, for which {@link RollOver} and {@link Failback} say when. {@link
 *       ProviderHealth} is how the ways to models fare, for all sessions together. {@link Replay}
 *       and {@link ReplayPlan} tell a line the conversation, which {@link ToldInWriting} corrects;
 *       {@link CutOff} knows what the old one cut off, {@link Continuation} goes on with it, {@link
 *       Farewell} lets the callers go when none comes. {@link LineEvents} gives each event of a
 *       line to the part that it concerns; {@link Outgoing} is all that goes the other way, {@link
 *       WaitingCommands} what waits for a line.
 *   <li><b>Configuration.</b> {@link Configuration} is what is wanted, asked for and confirmed;
 *       {@link Reconfiguring} changes it, {@link TurnPolicy} and {@link Overrides} shape it, {@link
 *       UpdatesInFlight} and {@link Confirmations} follow what was sent.
 *   <li><b>Responses and turns.</b> {@link ResponseGate} ({@link ResponseRequest}, {@link
 *       RequestQueue}, {@link RawCommand}) lets one response run at a time, {@link Responses} knows
 *       those that do, {@link BesideWatch} watches those beside the conversation. {@link
 *       CallerTurns} are the caller's, with {@link TypedMessages} for what is typed. {@link
 *       Interruptions} silences the agent; {@link BargeIn} decides whether speech does, {@link
 *       Protection} what it must leave alone, {@link InterruptionSupport} where that is possible.
 *   <li><b>Sound.</b> To the model: {@link CallerAudio}, with {@link FrameRing}, {@link HeldAudio},
 *       {@link ConvertedSound}, {@link TurnMarks}, {@link SentSound}, {@link FarCount}, {@link
 *       EchoGuard} and {@link CallerTap}. To the caller: {@link Legs} and {@link LegPort} ({@link
 *       LegVerbs}), and a {@link Playout} each, {@link ApplicationPlayout} or {@link SinkPlayout}
 *       ({@link SoundQueue}, {@link FrameChunk}, {@link ContainedSink}). Packets that name no owner
 *       get one from {@link PacketSpeech} ({@link BufferedSpeech}, {@link OwnedChunk}, {@link
 *       Loudness}, {@link Silence}). How far it is: {@link Segments}, {@link GeneratedSound},
 *       {@link ProviderBuffer}. {@link KeptSound} goes into the history.
 *   <li><b>Agents.</b> {@link Agents} finds and resolves them ({@link KnownAgents}, {@link
 *       AgentMoment}, {@link Offers}, {@link OfferedNames}) to an {@link AgentBinding}, which an
 *       {@link AgentHold} keeps, or an {@link AgentCopy} once nobody offers it. {@link ActiveAgent}
 *       is the one that speaks, {@link Handoffs} lets the model change it, {@link AgentEars} lets
 *       its listeners hear.
 *   <li><b>Tools.</b> {@link FunctionCalls} is the way of a {@link ModelCall}, conducted by {@link
 *       ToolRuntime}: {@link ToolTraits}, {@link Approvals}, {@link CallRoom}, {@link
 *       ToolExecutor}, {@link CallOutputs}, {@link ToolBatch}, {@link ToolFiller}. {@link
 *       McpCalls}, {@link McpTools} and {@link McpLists} are those that the provider calls by
 *       itself.
 *   <li><b>Guardrails.</b> {@link OutputGuardrails} and {@link InputGuardrails} ask a {@link Panel}
 *       for {@link Verdicts} through the {@link GuardrailExecutor}; {@link GuardedAnswer} is what
 *       was said so far, {@link HoldBack} keeps it from being heard, {@link Tripped} is what
 *       follows, {@link GuardrailSupport} says where that is possible.
 *   <li><b>What a session says by itself.</b> {@link QueuedSpeaker} is the {@link Speaker}: one
 *       {@link QueuedSaying} after the other, each said by {@link Utterer} with {@link
 *       SpokenRequests}, {@link ClipFeed} and {@link SaidWords}; {@link Floor} sees to it that one
 *       speaks at a time. {@link Greeting}, {@link Idleness}, {@link CallLimit} ({@link Pausing})
 *       and {@link Ending} are the manners.
 *   <li><b>History and cost.</b> {@link HistoryEditing} changes the conversation, {@link ItemSize}
 *       says how much of it there is. {@link Ledger} counts usage, {@link Spending} its price.
 *   <li><b>Who watches.</b> {@link Audience} is those who listen to one session ({@link Mailbox},
 *       {@link RetainedChunk}), {@link Observers} those who watch all. {@link Measurements}, and
 *       {@link Flight} with {@link FlightRecorder} and {@link FlightEvents}.
 * </ul>
 */
@NullMarked
package io.patchbay.runtime.internal.session;

import org.jspecify.annotations.NullMarked;
