#!/usr/bin/env bash
# `thaw sweep --slurm` with a real Slurm, which is started by hand on this machine alone (loopback,
# no systemd, everything in a temporary folder) and ended at the end, whatever happens.
# packaging/slurm.sh: builds first, prints what it checked, exits 0 only if all of it held.
# A few minutes. Installs slurm-wlm and munge where they are missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
packaging/install.sh tests slurm
cmake --preset release >/dev/null
cmake --build --preset release --target thaw >/dev/null
thaw=$PWD/build/release/bin/thaw

work=$(mktemp -d)
export SLURM_CONF=$work/slurm.conf
unset SLURM_JOB_ID SLURM_CLUSTERS "${!SBATCH_@}" "${!SQUEUE_@}" || true

cleanup() {
    local code=$?
    set +e
    [ $code -eq 0 ] || tail -n 5 "$work"/*/runs/*/slurm/*.out "$work"/slurm*.log >&2
    timeout 20 scancel --user="$(id -un)" 2>/dev/null
    sleep 1
    local daemon
    for daemon in slurmd slurmctld munged; do
        [ -f "$work/$daemon.pid" ] && kill "$(cat "$work/$daemon.pid")"
    done
    for _ in $(seq 50); do [ -f "$work/slurmctld.pid" ] || break; sleep 0.1; done
    rm -rf "$work"
    [ $code -eq 0 ] || echo "slurm: not all held" >&2
}
trap cleanup EXIT
trap 'echo "slurm: line $LINENO failed: $BASH_COMMAND" >&2' ERR

start_slurm() {
    local host port=$((20000 + RANDOM % 10000))
    host=$(hostname -s)
    chmod 755 "$work"
    mkdir -m 700 "$work/munge"
    (umask 077 && head -c 128 /dev/urandom >"$work/munge/key")
    munged --force --key-file="$work/munge/key" --socket="$work/munge.socket" \
        --pid-file="$work/munged.pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" 2>/dev/null
    cat >"$SLURM_CONF" <<END
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$work/munge.socket,cred_expire=5
StateSaveLocation=$work/controller
SlurmdSpoolDir=$work/node
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,bf_interval=1,sched_min_interval=0
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
KillWait=10
MaxArraySize=10
SlurmdParameters=config_overrides
NodeName=$host NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=low Nodes=ALL Default=YES State=UP PriorityTier=1 GraceTime=10
PartitionName=high Nodes=ALL State=UP PriorityTier=9 PreemptMode=OFF
END
    mkdir "$work/controller" "$work/node"
    slurmctld
    slurmd
    until_holds 20 '[ "$(sinfo -h -p low -o %t)" = idle ]'
}

held() { echo "held: $1"; }
until_holds() { # SECONDS CONDITION
    local until=$((SECONDS + $1))
    until eval "$2"; do
        [ $SECONDS -lt $until ] || { echo "slurm: not within $1 s: $2" >&2; return 1; }
        sleep 0.2
    done
}
# A sweep in a folder of its own, with a name that wants quoting.
sweep() { # NAME STEPS AXES [RUN]
    folder="$work/$1's 日本"
    mkdir "$folder"
    cd "$folder"
    printf '%s\n' '[training]' "steps = $2" 'batch_size = 16' '[dataset]' 'id = "synthetic"' \
        'train_examples = 200' 'test_examples = 50' '[network]' 'id = "mlp"' '[optimiser]' 'id = "sgd"' \
        'learning_rate = 0.05' '[intervention]' 'id = "gradual_unfreezing"' 'interval = 20' \
        '[checkpoints]' 'every = 1000' '[run]' "${4:-}" >base.toml
    printf '%s\n' '[sweep]' 'base = "base.toml"' "$3" >sweep.toml
}
count() { # WORD: members in this state
    "$thaw" sweep status sweep.toml --json | grep -c "\"state\": \"$1\"" || true
}
queue() { squeue -h -r -o '%F_%K' "$@"; }

start_slurm
echo "Slurm $(sinfo --version | cut -d' ' -f2) on $(hostname -s)"

sweep array 200 $'seeds = [1, 2, 3, 4]\n[axes]\nstop = [40, 50, 60, 100, "never"]'
"$thaw" sweep sweep.toml --slurm --jobs 2
most=0 together=0
while [ -n "$(queue)" ]; do
    running=$(queue -t R | wc -l)
    [ "$running" -le 2 ] || { echo "slurm: $running at a time" >&2; exit 1; }
    [ "$running" -le "$most" ] || most=$running
    if [ $together = 0 ]; then
        "$thaw" sweep sweep.toml --slurm --jobs 2 >again.txt
        together=1
    fi
    sleep 0.2
done
[ "$(count finished)" = 20 ]
grep -q "nothing is left" again.txt
[ "$(ls runs/*/slurm/*.out | wc -l)" = 20 ]
held "20 members in arrays below MaxArraySize=10, never more than $most at a time, none submitted twice"
[ "$("$thaw" list runs --columns parent --format csv | grep -c '[0-9]')" -ge 16 ]
held "trunks were there before what leaves them: 16 members are forks"

# One member that trains for a quarter of a minute, in Slurm's hands when this returns. AXES may give
# it others that leave it.
one_member() { # NAME [RUN] [OPTION...]
    sweep "$1" 12000 "seeds = [1]"$'\n'"${AXES:-}" "${2:-}"
    "$thaw" sweep sweep.toml --slurm "${@:3}" >/dev/null
    trains
}
trains() {
    until_holds 40 '[ "$(count running)" = 1 ]'
    sleep 2
    job=$(queue -t R)
}
ends() {
    until_holds 120 '[ -z "$(queue)" ]'
    [ "$(count finished)" = "${1:-1}" ]
}

one_member preempted
sbatch --parsable -p high --exclusive --output=/dev/null --wrap 'sleep 2' >/dev/null
until_holds 20 '[ "$(count preempted)" = 1 ]'
"$thaw" sweep status sweep.toml | grep -q "Slurm job ${job%_*}: 1 member (0): PENDING"
ends
grep -q 'stopped by SIGTERM' runs/*/slurm/*_0.out
held "a job of higher priority preempted a member, which stopped with a checkpoint and went on after it"

AXES=$'[axes]\nstop = [11000, "never"]' one_member late 'stop_before = "50 s"' --time 1
until_holds 30 'grep -q "stopped before the end of the batch job" runs/*/slurm/*_1.out'
until_holds 10 'queue -t PD | grep -qx "$job"'
ends 2
[ "$(ls runs/*/*.h5 | wc -l)" = 2 ]
held "a member that ran out of time put itself into the queue again, as $job, and finished"
grep -q 'step 11000: forked' runs/*/slurm/*_0.out
held "the member that leaves it waited all the while"

one_member cancelled
scancel "$job"
until_holds 20 '[ -z "$(queue)" ]'
sleep 8
[ -z "$(queue)" ] && [ "$(count preempted)" = 1 ]
"$thaw" sweep status sweep.toml | grep -q "Slurm has nothing of 1 member"
held "what was cancelled stays out of the queue"
"$thaw" sweep sweep.toml --slurm >/dev/null
trains
scontrol listpids "${job%_*}" | awk 'NR > 1 && $1 > 1 { print $1 }' | xargs kill -9
until_holds 20 '[ -z "$(queue)" ]'
[ "$(count interrupted)" = 1 ]
"$thaw" sweep sweep.toml --slurm >/dev/null
ends
held "the same command again submits what was cancelled or killed, and it goes on where it was"
echo "all held"
